"""Small data sets of the course: each module makes or loads one, and says its origin."""
