"""Augmentation: distorting training images, many at a time."""
