"""Export of models and histories as files for other programs."""
