"""How far apart training and validation accuracy are, beside what chance makes of counts."""

from math import sqrt

from core.report.wording import percent
from core.runs.run import Run

GUESSING = 0.2
"""An accuracy below this is not much more than the tenth that guessing gives."""
_SURE = 2.0
"""Standard errors."""


def gap_sentence(run: Run) -> str:
    """About the last epoch of a run."""
    last = run.epochs[-1]
    train, validation = last.train_accuracy, last.validation_accuracy
    gap = train - validation
    told = (
        f"After epoch {last.epoch}, {percent(train)} of the training images and "
        f"{percent(validation)} of the validation images are read rightly"
    )
    if train < GUESSING:
        return f"{told}. What was not learnt cannot be compared."
    points = f"{abs(100 * gap):.2f} percentage points"
    if abs(gap) <= _SURE * _standard_error(run):
        return f"{told}. The difference of {points} is no larger than chance would make it."
    if gap > 0:
        return (
            f"{told}. The gap of {points} is what the network has learnt of its training images "
            "and cannot use on others."
        )
    return (
        f"{told}: the validation images are read better, by {points}. The gap has not the sign "
        "that memorised training images would give it."
    )


def _standard_error(run: Run) -> float:
    last, settings = run.epochs[-1], run.settings
    looked_at = min(settings.training_images, settings.evaluation_images)
    variances = (
        last.train_accuracy * (1 - last.train_accuracy) / looked_at,
        last.validation_accuracy * (1 - last.validation_accuracy) / settings.validation_images,
    )
    return sqrt(sum(variances))
