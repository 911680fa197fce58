"""How fast the window is, and how fast the training beside it."""
