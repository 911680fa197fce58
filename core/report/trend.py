"""Where a curve goes, told apart from the noise of its epochs."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from core.report.report_text import percent
from core.runs.run import Run

GUESSING = 0.2
"""An accuracy below this is not much more than the tenth that guessing gives."""
_SIGNIFICANT = 2.0
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
    if abs(gap) <= _SIGNIFICANT * _standard_error(run):
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


Values = npt.NDArray[np.float64]
"""(epochs,): one number an epoch."""

LEAST = 5
"""Epochs; of fewer it cannot be told what is noise."""
_SURE = 4.0
"""So many times the noise is a movement."""
RELEVANT = 0.005
"""A movement of less than this share of the level is not worth a word."""
_FEW = 4
_SETTLED = 24
"""Epochs; of so many the first quarter is no longer looked at for noise."""
_SMOOTHED = 12
"""Epochs; of more a single one is averaged with its neighbours."""
_OF_THIRD_DIFFERENCES = np.sqrt(20.0)
"""v₃ − 3v₂ + 3v₁ − v₀ has this many times the standard deviation of v."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A curve that rose again after its minimum."""

    index: int
    """Of the minimum."""
    rise: float
    """From there to the end."""
    noise: float


def noise(values: Values) -> float:
    """The standard deviation of epoch-to-epoch noise about a smooth curve; robust, so that the
    steep first epochs and a leap do not count. 0 for fewer than four values.

    Third differences have no part of a bow, which short curves are. Of few of them the median may
    be small by chance, and so it counts for more there.
    """
    settled = values[len(values) // 4 :] if len(values) >= _SETTLED else values
    leaps = np.abs(np.diff(settled, 3))
    if not len(leaps):
        return 0.0
    usual = 1.4826 * np.median(leaps) / _OF_THIRD_DIFFERENCES
    return float(usual * (1 + _FEW / len(leaps)))


def level(values: Values, index: int) -> float:
    """The value at `index`, averaged with as many neighbours on either side, two at most."""
    reach = min(2, index, len(values) - 1 - index) if len(values) > _SMOOTHED else 0
    return float(values[index - reach : index + reach + 1].mean())


def end_level(values: Values) -> float:
    """The median of the last five values, or of the last half of fewer."""
    return float(np.median(values[-max(1, min(5, len(values) // 2)) :]))


def turn(values: Values) -> Turn | None:
    """Where the curve began to rise for good: more than its noise, and enough to matter.

    None where it did not, and where fewer than three epochs came after the minimum.
    """
    index = int(np.argmin(values))
    after = values[index:]
    if len(values) < LEAST or len(after) < 4:
        return None
    usual = noise(after if len(after) > _SMOOTHED else values)
    low = level(values, index)
    rise = float(np.median(after[-min(5, len(after) - 1) :])) - low
    return Turn(index, rise, usual) if rise > _threshold(usual, low) else None


def fell(values: Values, start: int = 0) -> bool:
    """Whether the curve lies lower at its end than at an index, by more than its noise."""
    before = level(values, start)
    return before - end_level(values[start:]) > _threshold(noise(values), before)


def rose(values: Values, start: int = 0) -> bool:
    """Whether the curve lies higher at its end than at an index, by more than its noise."""
    before = level(values, start)
    return end_level(values[start:]) - before > _threshold(noise(values), before)


def window(values: Values) -> int:
    """Of how many epochs the end of a curve consists."""
    return max(2, min(10, len(values) // 5))


def still_falls(values: Values) -> bool:
    """Whether the last epochs lie lower than as many before them, by more than chance."""
    last, before = ends(values)
    chance = 3 * noise(values) * np.sqrt(2 / window(values))
    return bool(before - last > max(chance, RELEVANT * abs(before)))


def ends(values: Values) -> tuple[float, float]:
    """The mean of the last epochs, and of as many before them."""
    width = window(values)
    return float(values[-width:].mean()), float(values[-2 * width : -width].mean())


def _threshold(usual: float, around: float) -> float:
    return max(_SURE * usual, RELEVANT * abs(around))
