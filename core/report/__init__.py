"""A report of a run: what was trained, why its mathematics are right, what came of it."""
