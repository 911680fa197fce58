"""Figures of runs and searches, for papers and screens."""
