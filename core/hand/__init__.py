"""A person's own digits: kept, and learnt."""
