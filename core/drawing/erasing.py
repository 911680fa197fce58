"""Erasing: cutting a circle out of a line, with all values measured along it."""

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float64]
"""(n, 2 or more) float64; x, y, and other values of each point."""
_MIN_FRACTION = 1e-9
"""A shorter part of a segment is due to rounding; as a stroke it would show as a dot."""


def touches(rows: Rows, center: tuple[float, float], radius: float) -> bool:
    """Whether a part of the line lies within a circle."""
    if len(rows) == 1:
        return bool(np.linalg.norm(rows[0, :2] - center) < radius)
    enter, leave = _crossings(rows[:, :2] - center, radius)
    return bool((leave - enter >= _MIN_FRACTION).any())


def parts_outside(rows: Rows, center: tuple[float, float], radius: float) -> list[Rows]:
    """Give the parts of a line outside a circle, cut at its edge with interpolated rows."""
    if len(rows) == 1:
        return [] if touches(rows, center, radius) else [rows]
    enters, leaves = _crossings(rows[:, :2] - center, radius)
    parts: list[list[Rows]] = [[]]
    done = 0
    for cut in np.flatnonzero(leaves - enters >= _MIN_FRACTION).tolist():
        _extend(parts, rows[done : cut + 1])
        start, segment = rows[cut], rows[cut + 1] - rows[cut]
        if enters[cut] > _MIN_FRACTION:
            _extend(parts, np.stack([start, start + enters[cut] * segment]))
        parts.append([])
        if leaves[cut] < 1 - _MIN_FRACTION:
            _extend(parts, np.stack([start + leaves[cut] * segment, rows[cut + 1]]))
        done = cut + 1
    _extend(parts, rows[done:])
    return [np.concatenate(part) for part in parts if part]


def _extend(parts: list[list[Rows]], segment: Rows) -> None:
    """Append to the last part, which ends where `segment` begins, or begin that part."""
    if len(segment) > 1:
        parts[-1].append(segment[1:] if parts[-1] else segment)


def _crossings(points: Rows, radius: float) -> tuple[Rows, Rows]:
    """Find the part of each segment within a circle about the origin, in fractions of its length.

    These are the roots of |start + t (end − start)|² = radius², limited to [0, 1]; (0, 0) where
    the segment does not meet the circle.
    """
    starts, segment = points[:-1], np.diff(points, axis=0)
    a, b = (segment * segment).sum(axis=1), (starts * segment).sum(axis=1)
    c = (starts * starts).sum(axis=1) - radius**2
    discriminant = b * b - a * c
    still, meets = a == 0, discriminant > 0
    root = np.sqrt(np.where(meets, discriminant, 0.0))
    divisor = np.where(still, 1.0, a)
    enter = np.where(meets, np.clip((-b - root) / divisor, 0.0, 1.0), 0.0)
    leave = np.where(meets, np.clip((-b + root) / divisor, 0.0, 1.0), 0.0)
    return enter, np.where(still & (c < 0), 1.0, leave)
