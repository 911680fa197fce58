"""Drawings, which consist of strokes and perhaps a picture, and their files."""
