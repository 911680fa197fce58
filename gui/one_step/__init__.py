"""The page “One step” of the tab “Inside”: the numbers of one training step on one image."""
