"""The declarations of all hyperparameters, with one file for each group of the form."""
