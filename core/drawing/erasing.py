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
    kept: list[list[Rows]] = [[]]
    done = 0
    for cut in np.flatnonzero(leaves - enters >= _MIN_FRACTION).tolist():
        _extend(kept, rows[done : cut + 1])
        start, way = rows[cut], rows[cut + 1] - rows[cut]
        if enters[cut] > _MIN_FRACTION:
            _extend(kept, np.stack([start, start + enters[cut] * way]))
        kept.append([])
        if leaves[cut] < 1 - _MIN_FRACTION:
            _extend(kept, np.stack([start + leaves[cut] * way, rows[cut + 1]]))
        done = cut + 1
    _extend(kept, rows[done:])
    return [np.concatenate(part) for part in kept if part]


def _extend(kept: list[list[Rows]], way: Rows) -> None:
    """Append to the last part, which ends where `way` begins, or begin that part."""
    if len(way) > 1:
        kept[-1].append(way[1:] if kept[-1] else way)


def _crossings(points: Rows, radius: float) -> tuple[Rows, Rows]:
    """Find the part of each segment within a circle about the origin, in fractions of its length.

    These are the roots of |start + t (end − start)|² = radius², limited to [0, 1]; (0, 0) where
    the segment does not meet the circle.
    """
    starts, way = points[:-1], np.diff(points, axis=0)
    a, b = (way * way).sum(axis=1), (starts * way).sum(axis=1)
    c = (starts * starts).sum(axis=1) - radius**2
    discriminant = b * b - a * c
    still, meets = a == 0, discriminant > 0
    root = np.sqrt(np.where(meets, discriminant, 0.0))
    divisor = np.where(still, 1.0, a)
    enter = np.where(meets, np.clip((-b - root) / divisor, 0.0, 1.0), 0.0)
    leave = np.where(meets, np.clip((-b + root) / divisor, 0.0, 1.0), 0.0)
    return enter, np.where(still & (c < 0), 1.0, leave)
