"""What runs in a checker's process: trusted, and never holds a student's code."""
