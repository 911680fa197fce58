"""The difference between training and validation accuracy at the end of a run."""

from math import sqrt

from core.foundation.percent import percent
from core.runs.run import Run
from core.runs.trend import GUESSING

_SIGNIFICANT = 2.0
"""Standard errors."""


def generalization_gap(run: Run) -> str:
    """Describe the difference between training and validation accuracy after the last epoch."""
    last = run.epochs[-1]
    train, validation = last.train_accuracy, last.validation_accuracy
    difference = train - validation
    text = (
        f"After epoch {last.epoch}, {percent(train)} of the training images and "
        f"{percent(validation)} of the validation images are classified correctly"
    )
    if train < GUESSING:
        return f"{text}. Until the network has learned, there is nothing to compare."
    points = f"{abs(100 * difference):.2f} percentage points"
    if abs(difference) <= _SIGNIFICANT * _standard_error(run):
        return f"{text}. The difference of {points} is no larger than chance can explain."
    if difference > 0:
        return (
            f"{text}. The gap of {points} comes from what the network has learned about its "
            "training images but cannot apply to others."
        )
    return (
        f"{text}: the validation images are classified better, by {points}. If the network "
        "had memorized its training images, it would be the other way round."
    )


def _standard_error(run: Run) -> float:
    last, settings = run.epochs[-1], run.settings
    evaluated = min(settings.training_images, settings.evaluation_images)
    variances = (
        last.train_accuracy * (1 - last.train_accuracy) / evaluated,
        last.validation_accuracy * (1 - last.validation_accuracy) / settings.validation_images,
    )
    return sqrt(sum(variances))
