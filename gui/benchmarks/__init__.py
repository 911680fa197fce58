"""Benchmarks of the window, and of the training beside it."""
