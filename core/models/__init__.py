"""A trained network with what is known of it, and its file."""
