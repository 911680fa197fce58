"""A person's own digits: kept, and used to fine-tune the network."""
