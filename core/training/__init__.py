"""Training, which is a generator of events, and its parts."""
