"""The result of a learning-rate range test: the smoothed loss and the rate that it suggests."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.hyperparameters.schema import Hyperparameters
from core.learning_rate.range_test import HIGHEST, LOWEST, RangePoint
from core.plots.smoothing import smooth

Values = npt.NDArray[np.float64]

SMOOTHING = 0.2
"""The width of the smoothing in decades of the rate."""
WITHIN = 0.04
"""The share of the fall of the loss by which it may be above its lowest value."""
DIVISOR = 10
"""How far the suggestion is below that rate: a whole training needs a margin."""
RULE = "A tenth of the highest rate at which the smoothed loss is still near its lowest value."
_AT_START = 10
"""The mini-batches whose mean loss is that of the untrained network: the rate is still tiny."""
_LEAST_FALL = 0.02
"""A loss that falls by a smaller share of its value at the start has not fallen."""
_ABOUT_THE_SAME = 1.5
"""Rates that differ by a smaller factor are about the same."""
_NOTHING = "The first loss is not a number: with these settings nothing can be learned."
_NO_FALL = "The loss did not fall at any rate: with these settings the network does not learn."


@dataclass(frozen=True, slots=True, eq=False)
class RangeResult:
    """The curve of a range test, and what it suggests."""

    rates: Values
    """(n,); ascending, each the same factor above the one before."""
    losses: Values
    """(n,); of the mini-batches, in nats per image."""
    smoothed: Values
    """(n,); of the losses where they are at most that at the start, and of the loss at the start
    where they are above it: a few that explode would pull the whole end of the curve up."""
    edge: float | None
    """The highest rate at which the smoothed loss is near its lowest value; None where the loss did
    not fall."""
    suggestion: float | None
    """A tenth of `edge`, rounded to two digits."""
    problem: str
    """Why there is no suggestion, as a sentence; empty where there is one."""

    def comparison(self, settings: Hyperparameters) -> str:
        """Say how the suggestion compares with the rate of some settings, as a sentence."""
        if self.suggestion is None:
            return self.problem
        factor = settings.learning_rate / self.suggestion
        relation = "which is about the same"
        if factor >= _ABOUT_THE_SAME:
            relation = f"which is {_times(factor)} the suggestion"
        elif factor <= 1 / _ABOUT_THE_SAME:
            relation = f"and the suggestion is {_times(1 / factor)} that"
        return (
            f"Suggested learning rate: {self.suggestion:g}. "
            f"The settings have {settings.learning_rate:g}, {relation}."
        )


def range_result(points: Sequence[RangePoint]) -> RangeResult:
    """Smooth the losses of a range test, and suggest a rate.

    The suggestion is a tenth of the highest rate at which the smoothed loss is at most 4%
    of its fall above its lowest value. The steepest descent, another common rule, is far too low
    for networks that start with wrong but confident answers: their loss falls steeply as soon as
    the outputs have learned to be unsure, long before they learn anything about digits. The lowest
    value itself is at a random place of a flat bottom; its upper edge is not.
    """
    rates, losses = (np.array([each[i] for each in points], np.float64) for i in (0, 1))
    if not len(rates):
        return RangeResult(rates, losses, losses, None, None, _NOTHING)
    limited = np.minimum(losses, losses[:_AT_START].mean())
    smoothed = smooth(np.log10(rates), limited, SMOOTHING)
    start, lowest = float(smoothed[0]), float(smoothed.min())
    if start - lowest < _LEAST_FALL * start:
        return RangeResult(rates, losses, smoothed, None, None, _NO_FALL)
    near = smoothed <= lowest + WITHIN * (start - lowest)
    edge = float(rates[np.flatnonzero(near)[-1]])
    suggestion = float(f"{min(max(edge / DIVISOR, LOWEST), HIGHEST):.1e}")
    return RangeResult(rates, losses, smoothed, edge, suggestion, "")


def _times(factor: float) -> str:
    return f"{factor:.2g} times" if factor < 10 else f"{factor:,.0f} times"
