"""Benchmarks of training, recording and explanations."""
