"""A drawing is strokes, not pixels: undo, erasing and rendering follow from that."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""(n, 2) float64; x to the right, y down, any unit."""
_SLIVER = 1e-9
"""A part of a segment that is nothing but rounding; as a stroke it would show as a dot."""


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Stroke:
    """The way of the pen from where it touches to where it lifts; one point is a dot."""

    points: Points

    def __post_init__(self) -> None:
        self.points.setflags(write=False)

    @classmethod
    def through(cls, points: npt.ArrayLike) -> Self:
        """The stroke through points, (n, 2). Raises ValueError for none, or infinite ones."""
        array = np.array(points, dtype=np.float64).reshape(-1, 2)
        if not len(array) or not np.isfinite(array).all():
            raise ValueError("a stroke needs at least one point, and finite ones")
        return cls(array)


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Strokes in the order in which they were drawn; immutable."""

    strokes: tuple[Stroke, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.strokes)

    def with_stroke(self, stroke: Stroke) -> "Drawing":
        """The drawing with one more stroke."""
        return Drawing((*self.strokes, stroke))

    def erased(self, centre: tuple[float, float], radius: float) -> "Drawing":
        """The drawing without the ink within `radius` of `centre`; itself where there is none.

        What is left of a stroke on both sides becomes strokes of their own.
        """
        pieces = [_outside(stroke, np.array(centre), radius) for stroke in self.strokes]
        untouched = all(
            len(piece) == 1 and piece[0] is stroke
            for piece, stroke in zip(pieces, self.strokes, strict=True)
        )
        return self if untouched else Drawing(tuple(p for piece in pieces for p in piece))


def _outside(stroke: Stroke, centre: Points, radius: float) -> list[Stroke]:
    """The parts of a stroke outside a circle, cut exactly at its edge."""
    points = stroke.points
    if len(points) == 1:
        return [] if np.linalg.norm(points[0] - centre) < radius else [stroke]
    kept: list[list[Points]] = [[]]
    cut = False
    for start, end in pairwise(points):
        enter, leave = _inside(start - centre, end - centre, radius)
        if leave - enter < _SLIVER:
            _extend(kept, start, end)
            continue
        cut = True
        if enter > _SLIVER:
            _extend(kept, start, start + enter * (end - start))
        kept.append([])
        if leave < 1 - _SLIVER:
            _extend(kept, start + leave * (end - start), end)
    return [Stroke(np.array(part)) for part in kept if part] if cut else [stroke]


def _extend(kept: list[list[Points]], start: Points, end: Points) -> None:
    kept[-1] += [end] if kept[-1] else [start, end]


def _inside(start: Points, end: Points, radius: float) -> tuple[float, float]:
    """The part of a segment within a circle about the origin, as fractions of its length.

    The roots of |start + t (end − start)|² = radius², limited to [0, 1]; (0, 0) where the
    segment does not meet the circle.
    """
    way = end - start
    a, b = way @ way, start @ way
    c = start @ start - radius**2
    if a == 0:
        return (0.0, 1.0) if c < 0 else (0.0, 0.0)
    discriminant = b * b - a * c
    if discriminant <= 0:
        return 0.0, 0.0
    root = np.sqrt(discriminant)
    enter, leave = np.clip([(-b - root) / a, (-b + root) / a], 0.0, 1.0)
    return float(enter), float(leave)


def drawing_of(strokes: Iterable[npt.ArrayLike]) -> Drawing:
    """A drawing from plain lists of points. Raises ValueError for an empty or infinite stroke."""
    return Drawing(tuple(Stroke.through(points) for points in strokes))
