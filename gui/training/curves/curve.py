"""One curve of a plot: its points, and the two lines that show them."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from gui.training.curves.downsampled_series import Series, Values, smooth
from gui.training.curves.x_axis_mapping import XAxis, XAxisMapping

MOST_POINTS = 240
Bounds = tuple[float, float, float]
"""The last position, the lowest and the highest value that are drawn."""


class Curve:
    """Draws a raw line and, if smoothing is on, a smoothed line in front of it."""

    def __init__(self, plot: pg.PlotWidget, z: int) -> None:
        self.series = Series()
        self.bounds: Bounds | None = None
        """The bounds of what is drawn; None for nothing."""
        # Qt paints its own items without a call to Python, for which it would have to wait
        # while the training computes.
        self._raw, self._smoothed = QGraphicsPathItem(), QGraphicsPathItem()
        for item, front in ((self._raw, 0), (self._smoothed, 10)):
            item.setZValue(z + front)
            plot.addItem(item, ignoreBounds=True)

    def draw(
        self,
        places: tuple[float, float],
        mapping: XAxisMapping,
        x_axis: XAxis,
        *,
        smoothing: float,
        logarithmic: bool,
    ) -> None:
        """Draw what lies between two places on the axis."""
        left, right = (mapping.epoch(place, x_axis) for place in places)
        points = self.series.points(left - 5 * smoothing, right, MOST_POINTS)
        epochs, values = points.envelope()
        x, y = on_axes(mapping.places(epochs, x_axis), values, logarithmic)
        self.bounds = bounds_of(x, y)
        self._raw.setPath(path_of(x, y))
        self._smoothed.setVisible(smoothing > 0)
        if smoothing > 0:
            smoothed = smooth(points.x, points.mean, smoothing)
            x = mapping.places(points.x, x_axis)
            self._smoothed.setPath(path_of(*on_axes(x, smoothed, logarithmic)))

    def set_pens(self, raw: QPen, smoothed: QPen) -> None:
        """Set the pens of both lines."""
        self._raw.setPen(raw)
        self._smoothed.setPen(smoothed)


def bounds_of(x: Values, y: Values) -> Bounds | None:
    """Return the bounds of points that are in order of x; None where there are none."""
    return (float(x[-1]), float(y.min()), float(y.max())) if len(x) else None


def path_of(x: Values, y: Values) -> QPainterPath:
    """Return a line through points."""
    path: QPainterPath = pg.functions.arrayToQPath(x, y, finiteCheck=False)
    return path


def on_axes(x: Values, y: Values, logarithmic: bool) -> tuple[Values, Values]:
    """Return the finite points, with log10(y) of the positive ones on a logarithmic axis."""
    shown = np.isfinite(x) & np.isfinite(y) & ((y > 0) | (not logarithmic))
    x, y = x[shown], y[shown]
    return x, np.log10(y) if logarithmic else y
