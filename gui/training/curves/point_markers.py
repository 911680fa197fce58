"""Markers at the points of curves: a curve with one point has no line that could be seen."""

from dataclasses import dataclass
from math import cos, pi, sin

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QBrush, QPainterPath, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsPathItem

from gui.common.enlargement import line_width
from gui.training.curves.downsampled_series import Values

Corners = tuple[tuple[float, float], ...]


def _star() -> Corners:
    radii = (1.25, 0.5)
    return tuple(
        (radii[i % 2] * sin(i * pi / 5), -radii[i % 2] * cos(i * pi / 5)) for i in range(10)
    )


_CROSS: Corners = (
    *((-0.35, -1.0), (0.35, -1.0), (0.35, -0.35), (1.0, -0.35), (1.0, 0.35), (0.35, 0.35)),
    *((0.35, 1.0), (-0.35, 1.0), (-0.35, 0.35), (-1.0, 0.35), (-1.0, -0.35), (-0.35, -0.35)),
)
_POLYGONS: dict[str, Corners] = {
    "s": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "^": ((0.0, -1.1), (1.0, 0.8), (-1.0, 0.8)),
    "v": ((0.0, 1.1), (1.0, -0.8), (-1.0, -0.8)),
    "D": ((0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)),
    "P": _CROSS,
    "X": _CROSS,
    "*": _star(),
}
"""The corners of markers with a radius of 1, by Matplotlib's letters."""


_SAMPLE = 20
"""Pixels at the normal size: one dash, a gap, and a second dash of a validation curve."""


def sample_length() -> int:
    """Return the length of the piece of line in a legend, in pixels."""
    return round(line_width(_SAMPLE))


def marker_path(shape: str, size: float) -> QPainterPath:
    """Return a marker around (0, 0), by Matplotlib's letter for its shape."""
    path, half = QPainterPath(), size / 2
    if shape == "o":
        path.addEllipse(QPointF(0, 0), half, half)
        return path
    path.addPolygon(QPolygonF([QPointF(half * x, half * y) for x, y in _POLYGONS[shape]]))
    path.closeSubpath()
    return QTransform().rotate(45).map(path) if shape == "X" else path


@dataclass(slots=True)
class _Set:
    """The markers of one line, with their places in the coordinates of the view."""

    item: QGraphicsPathItem
    marker: QPainterPath
    places: list[tuple[float, float]]


class PointMarkers:
    """Draws sets of markers in the pixels of a view, and lays them out again when it changes.

    Qt paints its own items without calling Python, as in `curve`.
    """

    def __init__(self, view: pg.ViewBox) -> None:
        self._view = view
        self._sets: dict[object, _Set] = {}
        view.sigRangeChanged.connect(self._lay_out_all)
        view.sigResized.connect(self._lay_out_all)

    def style(self, name: object, shape: str, size: float, pen: QPen, brush: QBrush) -> None:
        """Set how the markers of a line look; makes a new set for a new name."""
        found = self._sets.get(name)
        if found is None:
            item = QGraphicsPathItem(self._view)
            item.setZValue(14)
            found = self._sets[name] = _Set(item, QPainterPath(), [])
        found.marker = marker_path(shape, size)
        found.item.setPen(pen)
        found.item.setBrush(brush)
        self._lay_out(found)

    def show(self, name: object, x: Values, y: Values) -> None:
        """Put the markers of a line at points in the coordinates of the view."""
        found = self._sets[name]
        if len(x) or found.places:
            found.places = list(zip(x.tolist(), y.tolist(), strict=True))
            self._lay_out(found)

    def remove(self, name: object) -> None:
        """Remove the markers of a line."""
        item = self._sets.pop(name).item
        item.scene().removeItem(item)

    def count(self, name: object) -> int:
        """Return the number of markers of a line."""
        return len(self._sets[name].places)

    def _lay_out_all(self, *_: object) -> None:
        for each in self._sets.values():
            if each.places:
                self._lay_out(each)

    def _lay_out(self, markers: _Set) -> None:
        (left, right), (low, high) = self._view.viewRange()
        width, height = float(self._view.width()), float(self._view.height())
        path = QPainterPath()
        for x, y in markers.places:
            column = (x - left) / (right - left) * width
            row = (high - y) / (high - low) * height
            if -20 <= column <= width + 20 and -20 <= row <= height + 20:
                path.addPath(markers.marker.translated(column, row))
        markers.item.setPath(path)
