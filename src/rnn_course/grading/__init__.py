"""Grading on top of nbgrader."""
