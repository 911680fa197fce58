"""Plots of runs and searches as files, for papers and screens."""
