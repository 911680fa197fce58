"""The limits of a value axis, which show what matters: a few extreme values do not squash the rest.

The window and the figures of reports and exports use the same limits.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Limits = tuple[float, float]
"""The lower and the upper end of an axis, or the lowest and the highest value that it shows."""

_TAIL = 0.05
"""The share of the values at either end that may be left out."""
_FENCE = 1.5
"""The distance from the span beyond which values are outliers, in spans."""
_FLAT = 10.0
"""The span of a horizontal line, in times of its value."""
_FARTHEST = 30.0
"""Lines that would make the axis more than this many times as long are left out."""
_SMALLEST = 1e-200
"""Numbers that are not greater are not distinguished from 0."""
_FILLED = 0.7
"""The share of an axis that its lines have to fill."""
_BELOW, _ABOVE = 0.12, 0.06
"""Shares of the range that stay empty below and above the lines."""


def robust_limits(values: npt.NDArray[np.float64]) -> Limits | None:
    """Return the lowest and the highest of the values of one line that are no outliers.

    The values are finite and in any order; on a logarithmic axis, they are logarithms. Without the
    5% at either end, they have a span; values that are within one such span of it are shown, and
    the others are outliers. This is Tukey's rule for box plots (Exploratory Data Analysis, 1977)
    with other quantiles: quartiles would leave out a quarter of each curve. With fewer than 20
    values, no value is an outlier. A horizontal line, which little can squash, has ten times its
    value as its span. None where there are no values.
    """
    if not len(values):
        return None
    ordered = np.sort(values)
    lowest, highest = float(ordered[0]), float(ordered[-1])
    tail = int(_TAIL * len(ordered))
    low, high = float(ordered[tail]), float(ordered[-1 - tail])
    span = high - low or _FLAT * abs(high)
    bottom, top = low - _FENCE * span, high + _FENCE * span
    if bottom > lowest:
        lowest = float(ordered[np.searchsorted(ordered, bottom)])
    if top < highest:
        highest = float(ordered[np.searchsorted(ordered, top, side="right") - 1])
    return lowest, highest


def full_limits(values: npt.NDArray[np.float64]) -> Limits | None:
    """Return the lowest and the highest of finite values; None where there are none."""
    return (float(values.min()), float(values.max())) if len(values) else None


def joint_limits(lines: Sequence[Limits | None], others: Iterable[Limits | None]) -> Limits | None:
    """Return the limits that contain those of some lines, and of others unless they are far away.

    `others` are compared with the lines: one that diverged must not squash the lines themselves.
    They are taken in the order of their ranges; the shortest counts as a line where there is none.
    None where there are no limits at all.
    """
    known = [limits for limits in lines if limits is not None]
    beside = [limits for limits in others if limits is not None]
    beside.sort(key=lambda limits: limits[1] - limits[0])
    if not known:
        known, beside = beside[:1], beside[1:]
    if not known:
        return None
    low, high = min(each[0] for each in known), max(each[1] for each in known)
    span = high - low
    for bottom, top in beside:
        longer = max(top, high) - min(bottom, low)
        if not span or longer <= _FARTHEST * span:
            low, high = min(bottom, low), max(top, high)
    return low, high


def with_margins(limits: Limits, room: float = 0.0) -> Limits:
    """Return the ends of an axis that shows these limits, with some room below and above them.

    `room` is the least share of the axis that stays empty at either end, below 0.5. An axis for a
    single value has room for 2% of it.
    """
    low, high = limits
    span = high - low
    size = max(abs(low), abs(high))
    if span <= max(1e-6 * size, _SMALLEST):
        span = 0.01 * size if size > _SMALLEST else 1.0
        low, high = low - span, high + span
    least = room / (1 - 2 * room)
    return low - max(_BELOW, least) * span, high + max(_ABOVE, least) * span


def steady_limits(current: Limits | None, limits: Limits, room: float = 0.0) -> Limits:
    """Return the ends of an axis for some limits: the current ones while they are still suitable.

    They are while they contain the limits, with `room` as for `with_margins`, and while these fill
    70% of them. An axis that moved with each new value could not be read.
    """
    wanted = with_margins(limits, room)
    if current is not None:
        bottom, top = current
        # A little less, since what was just enough may not be after rounding.
        beyond = 0.99 * room * (top - bottom)
        inside = bottom + beyond <= limits[0] and limits[1] <= top - beyond
        if inside and wanted[1] - wanted[0] >= _FILLED * (top - bottom):
            return current
    return wanted
