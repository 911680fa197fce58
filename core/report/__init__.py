"""The report of a run: its setup, the derivation of its gradients, and its results."""
