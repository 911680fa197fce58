"""The names of the lines of the current training."""

MINI_BATCHES, TRAINING, VALIDATION = "mini-batches", "training", "validation"
BEST = "best val. loss: epoch"
DIVERGED = "diverged in epoch"
LAST_RUN = "last run"
MOMENT = "moment shown"
SHORT_BEST, SHORT_MOMENT = "best: epoch", "moment"
"""The same in fewer words."""
NAMES = (MINI_BATCHES, TRAINING, VALIDATION)
