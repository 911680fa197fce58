"""The one declaration of every hyperparameter, a file for each group of the form."""
