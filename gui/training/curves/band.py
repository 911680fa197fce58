"""The band around a mean curve, one standard deviation on either side."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QGraphicsPathItem

from core.plots.limits import Limits
from gui.training.curves.curve import limits_of, on_axes, path_of
from gui.training.curves.downsampled_series import Values
from gui.training.curves.view_settings import ViewSettings
from gui.training.curves.x_axis_mapping import XAxisMapping

_MOST_POINTS = 240
"""Of each edge. A polygon of thousands of points would be painted anew with each mini-batch."""
_LEAST = 0.01
"""Of the mean: a lower edge below it cannot be shown on a logarithmic axis."""


class Band:
    """Fills the area between two edges, without alpha, behind all lines."""

    def __init__(
        self, plot: pg.PlotWidget, epochs: Values, mean: Values, deviation: Values
    ) -> None:
        count = min(len(epochs), _MOST_POINTS)
        some = np.linspace(0, len(epochs) - 1, count).astype(np.intp)
        self._plot, self._epochs = plot, epochs[some]
        self._low = np.maximum(mean - deviation, _LEAST * mean)[some]
        self._high = (mean + deviation)[some]
        self._item = QGraphicsPathItem()
        self._item.setZValue(-2)
        self._item.setPen(Qt.PenStyle.NoPen)
        plot.addItem(self._item, ignoreBounds=True)

    def draw(
        self, places: tuple[float, float], mapping: XAxisMapping, view: ViewSettings
    ) -> Limits | None:
        """Draw the band; return the limits of its values between two places on the axis."""
        x = mapping.places(self._epochs, view.x_scale)
        (left, low), (right, high) = (on_axes(x, y, view) for y in (self._low, self._high))
        around = np.append(left, right[::-1]), np.append(low, high[::-1])
        path = path_of(*around)
        path.closeSubpath()
        self._item.setPath(path)
        return limits_of(*around, places, view)

    def set_color(self, color: QColor) -> None:
        """Fill the band with a color."""
        self._item.setBrush(QBrush(color))

    def remove(self) -> None:
        """Remove the band from its plot."""
        self._plot.removeItem(self._item)
