"""The speed of the training, in one run beside what bounds and rivals it."""
