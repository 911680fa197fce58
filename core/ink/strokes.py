"""A drawing is strokes, not pixels: undo, erasing and rendering follow from that."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from core.ink.picture import Picture

Points = npt.NDArray[np.float64]
"""(n, 2) float64; x to the right, y down, any unit."""
Values = npt.NDArray[np.float64]
"""(n,) float64; one for each point."""
_SLIVER = 1e-9
"""A part of a segment that is nothing but rounding; as a stroke it would show as a dot."""


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Stroke:
    """The way of the pen from where it touches to where it lifts; one point is a dot."""

    points: Points
    times: Values | None = None
    """Seconds since the first point of the drawing; None where they are not known."""
    pressures: Values | None = None
    """Of the pen, 0-1; None where they are not known."""

    def __post_init__(self) -> None:
        for values in (self.points, self.times, self.pressures):
            if values is not None:
                values.setflags(write=False)

    @classmethod
    def through(
        cls,
        points: npt.ArrayLike,
        times: npt.ArrayLike | None = None,
        pressures: npt.ArrayLike | None = None,
    ) -> Self:
        """The stroke through points, (n, 2). Raises ValueError for none, or infinite ones."""
        array = np.array(points, dtype=np.float64).reshape(-1, 2)
        if not len(array) or not np.isfinite(array).all():
            raise ValueError("a stroke needs at least one point, and finite ones")
        return cls(array, _values(times), _values(pressures))


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Strokes in the order in which they were drawn, over a picture or none; immutable."""

    strokes: tuple[Stroke, ...] = ()
    picture: Picture | None = None

    def __bool__(self) -> bool:
        return bool(self.strokes) or self.picture is not None

    def with_stroke(self, stroke: Stroke) -> "Drawing":
        """The drawing with one more stroke."""
        return replace(self, strokes=(*self.strokes, stroke))

    def erased(self, centre: tuple[float, float], radius: float) -> "Drawing":
        """The drawing without the ink within `radius` of `centre`; itself where there is none.

        What is left of a stroke on both sides becomes strokes of their own. A picture is blank
        there; without any ink it goes.
        """
        picture = None if self.picture is None else self.picture.erased(centre, radius)
        pieces = [_outside(stroke, np.array(centre), radius) for stroke in self.strokes]
        untouched = all(
            len(piece) == 1 and piece[0] is stroke
            for piece, stroke in zip(pieces, self.strokes, strict=True)
        )
        if untouched and picture is self.picture:
            return self
        return Drawing(tuple(part for piece in pieces for part in piece), picture)


def _values(values: npt.ArrayLike | None) -> Values | None:
    return None if values is None else np.array(values, dtype=np.float64)


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
