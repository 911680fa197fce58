"""The loss landscape: the loss over a plane through the weights of a network."""
