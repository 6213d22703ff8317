"""What is written: gradebook, lists, pages."""
