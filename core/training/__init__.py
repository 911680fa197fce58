"""Training: a generator of events, and what it is made of."""
