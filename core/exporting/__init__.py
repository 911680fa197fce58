"""Models and histories as files for other programs."""
