"""Drawings as strokes, and their files."""
