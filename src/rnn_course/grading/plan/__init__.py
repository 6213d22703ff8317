"""The lesson, and what is to be done with a notebook of it."""
