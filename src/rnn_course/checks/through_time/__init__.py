"""Lesson 04: the right gradients, the known mistakes, and their messages."""
