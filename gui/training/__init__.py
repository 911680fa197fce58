"""The controls of a training: the form of hyperparameters, the control bar and the live curves."""
