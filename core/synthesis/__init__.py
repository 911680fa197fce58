"""Drawings and training images that are made by formula."""
