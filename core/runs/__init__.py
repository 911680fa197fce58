"""What a training leaves behind, in open formats."""
