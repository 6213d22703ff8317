"""The exercises of lesson 01, Why order matters: one module each."""
