"""Search over hyperparameters, by one process or by many on many machines."""
