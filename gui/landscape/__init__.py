"""The page of the loss landscape."""
