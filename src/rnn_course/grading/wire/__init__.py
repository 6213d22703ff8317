"""What crosses from one process to another, and in which form."""
