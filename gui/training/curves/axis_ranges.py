"""The ranges of the axes of a plot while it follows its curves."""

from collections.abc import Sequence
from math import floor, inf, log10

from core.plots.limits import Limits
from gui.training.curves.x_axis_mapping import XScale

_ROOM = 1.02
"""The length of the horizontal axis, in lengths of what it shows."""
_LEAST = 0.5
"""The least length of a logarithmic axis, in powers of ten."""


def rounded_up(end: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, 50 … that is not less than `end`."""
    if end <= 1:
        return 1.0
    power = 10.0 ** floor(log10(end))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= end)


def horizontal_range(
    extents: Sequence[Limits],
    scale: XScale,
    planned: float = inf,
    *,
    growing: bool = True,
    room: float = 0.0,
) -> Limits:
    """Return the range for lines with these first and last places.

    While they grow, its end does so in steps, so that not each new point changes the axis, but not
    beyond the place where the training will end as planned. Otherwise it ends where they do.
    `room` is the least share of the axis that stays empty at its end, below 0.5.
    """
    last = max((extent[1] for extent in extents), default=0.0 if scale.logarithmic else 1.0)
    end = scale.value(last)
    if growing or not extents:
        end = max(end, min(rounded_up(end), scale.value(planned)))
    if not scale.logarithmic:
        return 0.0, max(_ROOM, 1 / (1 - room)) * end
    end = log10(_ROOM * end)
    first = min((extent[0] for extent in extents), default=end)
    left = min(first - 0.02 * (end - first), end - _LEAST)
    return left, end + room * (end - left)
