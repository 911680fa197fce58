"""Pictures of runs, for papers and screens."""
