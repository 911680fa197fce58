"""The tab “Search”, which searches for good hyperparameters."""
