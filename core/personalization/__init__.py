"""The user's own digits, which are saved, and used to fine-tune a network."""
