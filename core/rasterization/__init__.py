"""Rendering drawings to the 28 × 28 pixels of MNIST's convention."""
