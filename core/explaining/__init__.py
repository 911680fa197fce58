"""Why the network answers as it does: what speaks for it, what would change it, what is alike."""
