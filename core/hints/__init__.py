"""Hints about a training that goes wrong, by rules on its numbers."""
