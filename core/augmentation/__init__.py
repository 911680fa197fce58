"""Distorted training images, as batched array work."""
