"""Search over settings, by one process or by many on many machines."""
