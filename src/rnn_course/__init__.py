"""A hands-on course on recurrent neural networks."""
