"""Smooth curves through the points of a stroke, ready to be painted."""

from itertools import groupby

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from core.ink.strokes import Measured, Points, Stroke

Pieces = list[tuple[float, QPainterPath]]
"""Curves in the unit of the points, each with its width as a share of the pen's."""
_SPECK = 1e-4
"""Length of the line that makes a dot: a path without any line is not painted."""
_LEVELS = 12
_LIGHTEST, HEAVIEST = 0.7, 1.3
"""Shares of the pen's width without any pressure and with all of it: enough to be seen."""


def pieces_of(stroke: Stroke) -> Pieces:
    """The curve of a stroke: in one piece, or in one for each stretch of the same pressure."""
    return pieces_between(stroke.points, stroke.pressures, 0, len(stroke.points) - 1)


def pieces_between(points: Points, pressures: Measured | None, first: int, last: int) -> Pieces:
    """The part of the curve from one point to another, by their numbers."""
    start, end = _controls(points)
    corners = np.hstack([start, end, points[1:]]).tolist()
    levels = _levels(pressures, first, last)
    pieces: Pieces = []
    for level, numbers in groupby(range(first, max(last, first + 1)), lambda i: levels[i - first]):
        segments = list(numbers)
        path = QPainterPath(QPointF(*points[segments[0]].tolist()))
        for i in segments:
            if i < last:
                path.cubicTo(*corners[i])
        if path.elementCount() < 2:
            path.lineTo(path.currentPosition() + QPointF(_SPECK, 0.0))
        pieces.append((level, path))
    return pieces


def _levels(pressures: Measured | None, first: int, last: int) -> list[float]:
    """A width for each segment. Few widths make few pieces, and steps too small to see."""
    if pressures is None:
        return [1.0] * max(last - first, 1)
    part = pressures[first : last + 1]
    mean = (part[1:] + part[:-1]) / 2 if len(part) > 1 else part
    steps = np.rint(mean * _LEVELS) / _LEVELS
    return list((_LIGHTEST + (HEAVIEST - _LIGHTEST) * steps).tolist())


def _controls(points: Points) -> tuple[Points, Points]:
    """The two inner control points of each segment's cubic Bézier curve.

    The centripetal Catmull-Rom spline: it goes through every point, and has neither cusps nor
    loops between two (Yuksel, Schaefer and Keyser 2011, Parameterization and applications of
    Catmull-Rom curves).
    """
    ring = np.concatenate([points[:1], points, points[-1:]])
    gaps = np.sqrt(np.hypot(*np.diff(ring, axis=0).T))[:, None]
    start = _control(ring[:-3], ring[1:-2], ring[2:-1], gaps[:-2], gaps[1:-1])
    end = _control(ring[3:], ring[2:-1], ring[1:-2], gaps[2:], gaps[1:-1])
    return start, end


def _control(before: Points, at: Points, after: Points, near: Points, far: Points) -> Points:
    """The control point beside `at`; `at` itself where there is nothing before it."""
    numerator = (
        near**2 * after - far**2 * before + (2 * near**2 + 3 * near * far + far**2) * at
    )  # fmt: skip
    divisor = 3 * near * (near + far)
    return np.where(divisor > 0, numerator / np.where(divisor > 0, divisor, 1.0), at)
