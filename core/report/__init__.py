"""The report of a run: what a student hands in and a teacher can check."""
