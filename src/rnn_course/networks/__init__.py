"""Recurrent networks in the open: cells in NumPy, and many networks trained at once."""
