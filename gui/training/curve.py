"""One curve of a plot: its points, and the two lines that show them."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from gui.training.series import Series, Values, smooth

_MOST_POINTS = 240


class Curve:
    """A raw line and, when smoothing is on, a smoothed one in front of it."""

    def __init__(self, plot: pg.PlotWidget, z: int) -> None:
        self.series = Series()
        self._bounds: tuple[float, float, float] | None = None
        # Qt paints its own items without a call to Python, for which it would have to wait
        # while the training computes.
        self._raw, self._smoothed = QGraphicsPathItem(), QGraphicsPathItem()
        for item, front in ((self._raw, 0), (self._smoothed, 10)):
            item.setZValue(z + front)
            plot.addItem(item, ignoreBounds=True)

    def draw(self, left: float, right: float, *, smoothing: float, logarithmic: bool) -> None:
        """Draw what lies between two epochs, as the axes have it."""
        points = self.series.points(left - 5 * smoothing, right, _MOST_POINTS)
        x, y = _on_axes(*points.envelope(), logarithmic)
        self._bounds = (float(x[-1]), float(y.min()), float(y.max())) if len(x) else None
        self._raw.setPath(_path(x, y))
        self._smoothed.setVisible(smoothing > 0)
        if smoothing > 0:
            smoothed = smooth(points.x, points.mean, smoothing)
            self._smoothed.setPath(_path(*_on_axes(points.x, smoothed, logarithmic)))

    def bounds(self) -> tuple[float, float, float] | None:
        """The last position, the lowest and the highest value that are drawn; None for none."""
        return self._bounds

    def set_pens(self, raw: QPen, smoothed: QPen) -> None:
        """The looks of both lines."""
        self._raw.setPen(raw)
        self._smoothed.setPen(smoothed)


def _path(x: Values, y: Values) -> QPainterPath:
    path: QPainterPath = pg.functions.arrayToQPath(x, y, finiteCheck=False)
    return path


def _on_axes(x: Values, y: Values, logarithmic: bool) -> tuple[Values, Values]:
    """Without values that have no place on the axes; on a logarithmic one, as log10."""
    shown = np.isfinite(y) & ((y > 0) | (not logarithmic))
    x, y = x[shown], y[shown]
    return x, np.log10(y) if logarithmic else y
