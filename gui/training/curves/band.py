"""The band around a mean curve, one standard deviation on either side."""

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QGraphicsPathItem

from gui.training.curves.curve import Bounds
from gui.training.curves.downsampled_series import Values

_MOST_POINTS = 240
"""Of each edge. A polygon of thousands of points would be painted anew with each mini-batch."""
_LEAST = 0.01
"""Of the mean: a lower edge below it cannot be shown on a logarithmic axis."""
OnAxes = Callable[[Values, Values], tuple[Values, Values]]
"""Returns where points, given as epochs and values, are on the axes."""


class Band:
    """Fills the area between two edges, without alpha, behind all lines."""

    def __init__(
        self, plot: pg.PlotWidget, epochs: Values, mean: Values, deviation: Values
    ) -> None:
        count = min(len(epochs), _MOST_POINTS)
        some = np.linspace(0, len(epochs) - 1, count).astype(np.intp)
        self._plot = plot
        self._epochs, self._mean, self._deviation = epochs[some], mean[some], deviation[some]
        self._item = QGraphicsPathItem()
        self._item.setZValue(-2)
        self._item.setPen(Qt.PenStyle.NoPen)
        plot.addItem(self._item, ignoreBounds=True)

    def draw(self, on_axes: OnAxes) -> Bounds | None:
        """Draw the band where `on_axes` says that its points are; return the bounds."""
        low, high = self._mean - self._deviation, self._mean + self._deviation
        x, y = on_axes(self._epochs, np.maximum(low, _LEAST * self._mean))
        above = on_axes(self._epochs, high)
        edge = np.append(x, above[0][::-1]), np.append(y, above[1][::-1])
        path = pg.functions.arrayToQPath(*edge, finiteCheck=False)
        path.closeSubpath()
        self._item.setPath(path)
        if not len(x):
            return None
        return float(x[-1]), float(edge[1].min()), float(edge[1].max())

    def set_color(self, color: QColor) -> None:
        """Fill the band with a color."""
        self._item.setBrush(QBrush(color))

    def remove(self) -> None:
        """Remove the band from its plot."""
        self._plot.removeItem(self._item)
