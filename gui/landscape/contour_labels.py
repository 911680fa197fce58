"""Where the labels of contours are: inside the plot, away from the paths and from each other."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""(n, 2), in pixels; a point that is not a number ends a line."""
_CLEAR = 5.0
"""Pixels that are left free around a label."""
_STEP = 3.0
"""Pixels from one point of a path to the next, at most."""


class Label(NamedTuple):
    """The middle and the size of a label, in pixels."""

    x: float
    y: float
    width: float
    height: float


def place_label(
    line: Points,
    size: tuple[float, float],
    room: tuple[float, float],
    obstacles: Points,
    others: Sequence[Label] = (),
) -> int | None:
    """Return the point of a line at which its label stands; None where it has no place.

    The label stays within a plot whose size is `room`. Of the places where it covers no obstacle,
    it takes the one that is nearest to the middle of the longest part of the line; without such a
    place, it takes the one that is farthest from the obstacles. It never covers another label.
    """
    half, line = np.array(size) / 2, np.asarray(line, np.float64)
    with np.errstate(invalid="ignore"):
        inside = ((line >= half) & (line <= np.array(room) - half)).all(axis=1)
    for other in others:
        apart = np.abs(line - (other.x, other.y)) - half - (other.width / 2, other.height / 2)
        inside &= apart.max(axis=1) > 0
    places = np.flatnonzero(inside)
    if not len(places):
        return None
    away = np.full(len(places), np.inf)
    for obstacle in obstacles[np.isfinite(obstacles).all(axis=1)]:
        away = np.minimum(away, (np.abs(line[places] - obstacle) - half).max(axis=1))
    free = places[away > _CLEAR]
    if not len(free):
        return int(places[away.argmax()])
    middle = line[_middle_of_longest(line)]
    return int(free[np.square(line[free] - middle).sum(axis=1).argmin()])


def points_along(path: Points) -> Points:
    """Return points on a path that are near to each other."""
    if len(path) < 2:
        return path
    steps = np.hypot(*np.diff(path, axis=0).T)
    counts = np.maximum(np.ceil(steps / _STEP), 1).astype(np.intp)
    parts = [
        np.linspace(start, end, count, endpoint=False)
        for start, end, count in zip(path[:-1], path[1:], counts, strict=True)
    ]
    return np.concatenate([*parts, path[-1:]])


def _middle_of_longest(line: Points) -> int:
    """Return the index in the middle of the part with the most points."""
    ends = np.flatnonzero(np.isnan(line[:, 0]))
    starts = np.concatenate([[0], ends + 1])
    lengths = np.concatenate([ends, [len(line)]]) - starts
    longest = int(lengths.argmax())
    return int(starts[longest] + lengths[longest] // 2)
