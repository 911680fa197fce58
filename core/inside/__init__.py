"""The inside of a network: what its units weigh, sum up and respond to, and what they are for."""
