"""Ranges of axes that change seldom: a scale that creeps cannot be read, and costs a repaint."""

from math import floor, log10

Range = tuple[float, float]


def grown(end: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 … that is not less than `end`."""
    if end <= 1:
        return 1.0
    power = 10.0 ** floor(log10(end))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= end)


def settled(current: Range | None, low: float, high: float) -> Range:
    """`current` while it holds the values and they fill half of it; else a new range."""
    span = max(high - low, 1e-9)
    if current is not None:
        bottom, top = current
        if bottom <= low and high <= top and span >= 0.5 * (top - bottom):
            return current
    return low - 0.12 * span, high + 0.06 * span
