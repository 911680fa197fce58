"""Drawings of digits, and how they become what a network reads."""
