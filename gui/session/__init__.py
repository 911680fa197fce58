"""The training session: its thread, and what starts, controls and follows it."""
