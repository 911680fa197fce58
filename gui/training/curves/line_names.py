"""The names of the lines of the current training."""

MINI_BATCHES, TRAINING, VALIDATION = "mini-batches", "training", "validation"
BEST = "best val. loss: epoch"
DIVERGED = "diverged in epoch"
LAST_RUN = "last run"
MOMENT = "moment shown"
NAMES = (MINI_BATCHES, TRAINING, VALIDATION)
