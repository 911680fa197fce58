"""Models and histories for other programs, and models from them."""
