"""Smooth curves through the points of a stroke, ready to be painted."""

from collections.abc import Sequence
from itertools import groupby
from math import dist, sqrt

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from core.drawing.strokes import Measured, Stroke

Point = tuple[float, float]
Pieces = list[tuple[float, QPainterPath]]
"""Curves in the unit of the points, each with its width as a fraction of the pen's."""
LONGEST = 100
"""Segments of a piece at most, so that a long stroke can be painted in parts."""
_SPECK = 1e-4
"""Length of the line that makes a dot: a path without any line is not painted."""
_LEVELS = 12
_LIGHTEST, HEAVIEST = 0.7, 1.3
"""Fractions of the pen's width at no and at full pressure: enough to see the difference."""


def pieces_of(stroke: Stroke) -> Pieces:
    """The curve of a stroke: a piece for each stretch of the same pressure, and several where it
    is long."""
    points = [(x, y) for x, y in stroke.points.tolist()]
    return pieces_between(points, stroke.pressures, 0, len(points) - 1)


def pieces_between(
    points: Sequence[Point], pressures: Measured | None, first: int, last: int
) -> Pieces:
    """The part of the curve from one point to another, by their numbers.

    It computes with Python's numbers: a movement of the pen needs two or three segments, for
    which NumPy takes several times as long.
    """
    levels = _levels(pressures, first, last)
    pieces: Pieces = []
    every = range(first, max(last, first + 1))
    for (level, _), numbers in groupby(every, lambda i: (levels[i - first], i // LONGEST)):
        segments = list(numbers)
        path = QPainterPath(QPointF(*points[segments[0]]))
        for i in segments:
            if i < last:
                path.cubicTo(*_controls(points, i), *points[i + 1])
        if path.elementCount() < 2:
            path.lineTo(path.currentPosition() + QPointF(_SPECK, 0.0))
        pieces.append((level, path))
    return pieces


def _levels(pressures: Measured | None, first: int, last: int) -> list[float]:
    """The width of each segment, rounded to steps too small to see: few widths make few pieces."""
    if pressures is None:
        return [1.0] * max(last - first, 1)
    part = pressures[first : last + 1]
    mean = (part[1:] + part[:-1]) / 2 if len(part) > 1 else part
    steps = np.rint(mean * _LEVELS) / _LEVELS
    return list((_LIGHTEST + (HEAVIEST - _LIGHTEST) * steps).tolist())


def _controls(points: Sequence[Point], i: int) -> tuple[float, float, float, float]:
    """The two inner control points of the cubic Bézier curve from point `i` to the next.

    The centripetal Catmull-Rom spline: it goes through every point, and has neither cusps nor
    loops between two (Yuksel, Schaefer and Keyser 2011, Parameterization and applications of
    Catmull-Rom curves).
    """
    start, end = points[i], points[i + 1]
    before, after = points[max(i - 1, 0)], points[min(i + 2, len(points) - 1)]
    length = sqrt(dist(start, end))
    return (
        *_control(before, start, end, sqrt(dist(before, start)), length),
        *_control(after, end, start, sqrt(dist(end, after)), length),
    )


def _control(before: Point, at: Point, after: Point, near: float, far: float) -> Point:
    """The control point beside `at`; `at` itself where there is nothing before it."""
    divisor = 3 * near * (near + far)
    if not divisor > 0:
        return at
    a, b = near * near / divisor, far * far / divisor
    own = (2 * near * near + 3 * near * far + far * far) / divisor
    return a * after[0] - b * before[0] + own * at[0], a * after[1] - b * before[1] + own * at[1]
