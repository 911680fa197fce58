"""Drawings made of strokes, which can be undone, erased in part and rendered at any size."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from operator import is_
from typing import Self

import numpy as np
import numpy.typing as npt

from core.drawing.erasing import Rows, parts_outside, touches
from core.drawing.picture import Picture

SMALLEST = 1e-200
"""In any unit; a smaller drawing is treated as a dot, since its scale would be infinite."""


Points = npt.NDArray[np.float64]
"""(n, 2) float64; x to the right, y down, any unit."""
Measured = npt.NDArray[np.float64]
"""(n,) float64; one value for each point."""
LARGEST = 1e15
"""The largest coordinate, width and time: differences of larger numbers are lost to rounding, and
their squares are infinite."""


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Stroke:
    """The path of the pen from touching the paper to lifting; a single point is a dot.

    Immutable: the arrays become read-only. Raises ValueError for no points, for anything that is
    not finite or beyond ±1e15, for times that run backwards, and for pressures or a width out of
    range.
    """

    points: Points
    times: Measured | None = None
    """(n,) float64, seconds since the first point of the drawing; None where unknown."""
    pressures: Measured | None = None
    """(n,) float64, 0-1; None where the device measures none."""
    width: float | None = None
    """The width of the pen in the unit of the points; None for the ordinary one. It is only for
    display: what a network sees is drawn with the width of MNIST's lines."""
    left: float = field(init=False)
    top: float = field(init=False)
    right: float = field(init=False)
    bottom: float = field(init=False)
    """The rectangle around the points."""

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.points.shape[1] != 2:
            raise ValueError("the points of a stroke are x and y")
        if not len(self.points) or not (np.abs(self.points) <= LARGEST).all():
            raise ValueError("a stroke needs at least one point, and finite ones up to 1e15")
        if self.width is not None and not 0 < self.width <= LARGEST:
            raise ValueError("the width of a pen is above 0, and finite")
        self.points.setflags(write=False)
        self._measure()
        self._check(self.times, "times")
        self._check(self.pressures, "pressures")
        if self.times is not None and (np.diff(self.times, prepend=0.0) < 0).any():
            raise ValueError("the times of a stroke start at 0 or later and never run backwards")
        if self.pressures is not None and self.pressures.max() > 1:
            raise ValueError("the pressures of a stroke are from 0 to 1")

    @classmethod
    def through(
        cls,
        points: npt.ArrayLike,
        times: npt.ArrayLike | None = None,
        pressures: npt.ArrayLike | None = None,
        width: float | None = None,
    ) -> Self:
        """Make a stroke from copies of points, (n, 2), and of their times and pressures, (n,)."""
        return cls(
            np.array(points, dtype=np.float64).reshape(-1, 2),
            None if times is None else np.array(times, dtype=np.float64),
            None if pressures is None else np.array(pressures, dtype=np.float64),
            width,
        )

    def touches(self, center: tuple[float, float], radius: float) -> bool:
        """Whether a part of the stroke lies within `radius` of `center`."""
        x, y = center
        near = (
            self.left - radius <= x <= self.right + radius
            and self.top - radius <= y <= self.bottom + radius
        )
        return near and touches(self.points, center, radius)

    def outside(self, center: tuple[float, float], radius: float) -> "list[Stroke]":
        """Give the stroke itself, or its parts outside a circle, cut at the edge; perhaps none."""
        if not self.touches(center, radius):
            return [self]
        known = [each for each in (self.times, self.pressures) if each is not None]
        rows = np.column_stack([self.points, *known])
        return [self._part(part) for part in parts_outside(rows, center, radius)]

    def _part(self, rows: Rows) -> "Stroke":
        # Interpolated values may leave their range by rounding.
        known = iter(rows.T[2:])
        times = None if self.times is None else np.maximum.accumulate(next(known))
        pressures = None if self.pressures is None else np.clip(next(known), 0.0, 1.0)
        return Stroke(rows[:, :2].copy(), times, pressures, self.width)

    def _measure(self) -> None:
        ends = [*self.points.min(axis=0).tolist(), *self.points.max(axis=0).tolist()]
        for name, value in zip(("left", "top", "right", "bottom"), ends, strict=True):
            object.__setattr__(self, name, value)  # it is frozen

    def _check(self, values: Measured | None, name: str) -> None:
        if values is None:
            return
        if values.shape != (len(self.points),):
            raise ValueError(f"a stroke of {len(self.points)} points needs as many {name}")
        if not (values <= LARGEST).all() or values.min() < 0:
            raise ValueError(f"the {name} of a stroke are finite and not negative")
        values.setflags(write=False)


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Strokes in the order in which they were drawn, over an optional picture; immutable."""

    strokes: tuple[Stroke, ...] = ()
    picture: Picture | None = None

    def __bool__(self) -> bool:
        return bool(self.strokes) or self.picture is not None

    def with_stroke(self, stroke: Stroke) -> "Drawing":
        """Give the drawing with one more stroke."""
        return replace(self, strokes=(*self.strokes, stroke))

    def erased(self, center: tuple[float, float], radius: float) -> "Drawing":
        """Give the drawing without the ink within `radius` of `center`; itself where there is none.

        The parts of a stroke that are left become separate strokes with the times and pressures of
        their points, interpolated at the cut. A picture is made blank there, and removed when no
        ink is left.
        """
        picture = None if self.picture is None else self.picture.erased(center, radius)
        pieces = [stroke.outside(center, radius) for stroke in self.strokes]
        return self._with([part for piece in pieces for part in piece], picture)

    def without_strokes_at(self, center: tuple[float, float], radius: float) -> "Drawing":
        """Give the drawing without the strokes that come within `radius` of `center`.

        A picture stays.
        """
        kept = [stroke for stroke in self.strokes if not stroke.touches(center, radius)]
        return self._with(kept, self.picture)

    def _with(self, strokes: list[Stroke], picture: Picture | None) -> "Drawing":
        """Give a drawing with these parts; itself where nothing has changed."""
        same = len(strokes) == len(self.strokes) and all(map(is_, strokes, self.strokes))
        return self if same and picture is self.picture else Drawing(tuple(strokes), picture)


def drawing_from_points(strokes: Iterable[npt.ArrayLike]) -> Drawing:
    """Make a drawing from lists of points. Raises ValueError for an empty or infinite stroke."""
    return Drawing(tuple(Stroke.through(points) for points in strokes))
