"""What a drawing says: its digits, and how sure the network is of each."""
