"""What several panels of the window use."""
