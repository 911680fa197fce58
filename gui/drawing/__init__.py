"""The drawing pad, and what the network makes of a drawing."""
