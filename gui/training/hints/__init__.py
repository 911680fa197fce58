"""Hints about the training: the line beside its progress."""
