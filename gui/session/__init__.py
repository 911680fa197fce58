"""The training session: its thread, and what begins, steers and follows it."""
