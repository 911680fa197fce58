"""Going back in time: the bar that shows the networks of past moments of a run."""
