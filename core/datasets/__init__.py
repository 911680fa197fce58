"""Data sets: images of digits and their labels."""
