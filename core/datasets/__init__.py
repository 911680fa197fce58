"""Images of digits and their labels."""
