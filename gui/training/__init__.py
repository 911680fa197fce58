"""The form of hyperparameters, the controls and the live curves."""
