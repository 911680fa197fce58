"""Models, which are trained networks with their metadata, and their files."""
