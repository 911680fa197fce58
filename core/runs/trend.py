"""Where a curve goes, sentence apart from the noise of its epochs."""

from dataclasses import dataclass

import numpy as np

from core.runs.run_series import Values

GUESSING = 0.2
"""An accuracy below this is not much more than the 10% of guessing."""
LEAST = 5
"""The fewest epochs in which noise can be recognized."""
_SURE = 4.0
"""A movement is real from this multiple of the noise."""
RELEVANT = 0.005
"""A movement of less than this share of the level is irrelevant."""
_FEW = 4
_SETTLED = 24
"""From so many epochs on, the first quarter is excluded from the estimate of the noise."""
_SMOOTHED = 12
"""With more epochs than this, each is averaged with its neighbors."""
_OF_THIRD_DIFFERENCES = np.sqrt(20.0)
"""v₃ − 3v₂ + 3v₁ − v₀ has this many times the standard deviation of v."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A curve that rose again after its minimum."""

    index: int
    """The index of the minimum."""
    noise: float


def noise(values: Values) -> float:
    """Return the standard deviation of the noise from epoch to epoch around a smooth curve.

    The estimate is robust: the steep first epochs and single leaps do not matter. It is 0 for fewer
    than four values. Third differences remove a parabola, which short curves resemble. The median
    of few differences may be small by chance, so that it is increased then.
    """
    settled = values[len(values) // 4 :] if len(values) >= _SETTLED else values
    leaps = np.abs(np.diff(settled, 3))
    if not len(leaps):
        return 0.0
    usual = 1.4826 * np.median(leaps) / _OF_THIRD_DIFFERENCES
    return float(usual * (1 + _FEW / len(leaps)))


def level(values: Values, index: int) -> float:
    """Return the value at `index`, averaged with up to two neighbors on either side."""
    reach = min(2, index, len(values) - 1 - index) if len(values) > _SMOOTHED else 0
    return float(values[index - reach : index + reach + 1].mean())


def end_level(values: Values) -> float:
    """Return the median of the last five values, or of the last half of fewer values."""
    return float(np.median(values[-max(1, min(5, len(values) // 2)) :]))


def find_turn(values: Values) -> Turn | None:
    """Find the minimum after which a curve rises by more than its noise, and relevantly.

    Return None where it does not, or where fewer than three epochs follow the minimum.
    """
    index = int(np.argmin(values))
    after = values[index:]
    if len(values) < LEAST or len(after) < 4:
        return None
    usual = noise(after if len(after) > _SMOOTHED else values)
    low = level(values, index)
    rise = float(np.median(after[-min(5, len(after) - 1) :])) - low
    return Turn(index, usual) if rise > _threshold(usual, low) else None


def find_overfitting(train: Values, validation: Values) -> Turn | None:
    """Find the minimum of the validation loss after which only the training images are learned.

    Return None where the validation loss does not turn, or where the training loss rises as well.
    """
    turn = find_turn(validation)
    return None if turn is None or rose(train, turn.index) else turn


def fell(values: Values, start: int = 0) -> bool:
    """Return whether the curve is lower at its end than at `start`, by more than its noise."""
    before = level(values, start)
    return before - end_level(values[start:]) > _threshold(noise(values), before)


def rose(values: Values, start: int = 0) -> bool:
    """Return whether the curve is higher at its end than at `start`, by more than its noise."""
    before = level(values, start)
    return end_level(values[start:]) - before > _threshold(noise(values), before)


def window(values: Values) -> int:
    """Return the number of epochs that count as the end of a curve."""
    return max(2, min(10, len(values) // 5))


def still_falls(values: Values) -> bool:
    """Return whether the last epochs are lower than as many before them, by more than chance."""
    last, before = ends(values)
    chance = 3 * noise(values) * np.sqrt(2 / window(values))
    return bool(before - last > max(chance, RELEVANT * abs(before)))


def ends(values: Values) -> tuple[float, float]:
    """Return the means of the last epochs, and of as many before them."""
    width = window(values)
    return float(values[-width:].mean()), float(values[-2 * width : -width].mean())


def _threshold(usual: float, around: float) -> float:
    return max(_SURE * usual, RELEVANT * abs(around))
