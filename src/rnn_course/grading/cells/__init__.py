"""What runs one cell and keeps what it puts out, whoever's process it is."""
