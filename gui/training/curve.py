"""One curve of a plot: its points, and the two lines that show them."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from gui.training.series import Series, Values, smooth

_MOST_POINTS = 240


class Curve:
    """A raw line and, when smoothing is on, a smoothed one in front of it."""

    def __init__(self, plot: pg.PlotWidget, z: int) -> None:
        self.series = Series()
        # Plain curve items: what PlotDataItem adds to them takes longer than drawing them.
        self.raw, self._smoothed = pg.PlotCurveItem(), pg.PlotCurveItem()
        for item, front in ((self.raw, 0), (self._smoothed, 10)):
            item.setZValue(z + front)
            plot.addItem(item)

    def draw(self, left: float, right: float, *, smoothing: float, logarithmic: bool) -> None:
        """Draw what lies between two epochs, as the axes have it."""
        points = self.series.points(left - 5 * smoothing, right, _MOST_POINTS)
        self.raw.setData(*_on_axes(*points.envelope(), logarithmic))
        self._smoothed.setVisible(smoothing > 0)
        if smoothing > 0:
            smoothed = smooth(points.x, points.mean, smoothing)
            self._smoothed.setData(*_on_axes(points.x, smoothed, logarithmic))

    def bounds(self) -> tuple[float, float, float] | None:
        """The last position, the lowest and the highest value that are drawn; None for none."""
        x, y = self.raw.getData()
        return (float(x[-1]), float(y.min()), float(y.max())) if x is not None and len(x) else None

    def set_pens(self, raw: QPen, smoothed: QPen) -> None:
        """The looks of both lines."""
        for item, pen in ((self.raw, raw), (self._smoothed, smoothed)):
            item.setPen(pen)
            # Lines wider than a pixel are drawn many times faster in segments; but each
            # segment begins its dashes anew, and a curve of short ones has no gaps.
            solid = pen.style() == Qt.PenStyle.SolidLine
            item.setSegmentedLineMode("on" if solid else "off")


def _on_axes(x: Values, y: Values, logarithmic: bool) -> tuple[Values, Values]:
    """Without values that have no place on the axes; on a logarithmic one, as log10."""
    shown = np.isfinite(y) & ((y > 0) | (not logarithmic))
    x, y = x[shown], y[shown]
    return x, np.log10(y) if logarithmic else y
