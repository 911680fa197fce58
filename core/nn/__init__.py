"""The neural network, from scratch in NumPy."""
