"""The search for good hyperparameters, by one process or by many on many machines."""
