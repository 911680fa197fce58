"""One curve of a plot: its points, and the two lines that show them."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from core.plots.limits import Limits, full_limits, robust_limits
from core.plots.palette import MOST_MARKED
from core.plots.smoothing import smooth
from gui.training.curves.downsampled_series import Points, Series, Values
from gui.training.curves.point_markers import PointMarkers
from gui.training.curves.view_settings import ViewSettings
from gui.training.curves.x_axis_mapping import XAxisMapping

MOST_POINTS = 240
_REACH = 5
"""Widths of the smoothing beyond which values have no more influence that could be seen."""
_NONE: Values = np.empty(0)


class Curve:
    """Draws a raw line and, if smoothing is on, a smoothed line in front of it.

    Few points have markers.
    """

    def __init__(self, name: str, plot: pg.PlotWidget, markers: PointMarkers, z: int) -> None:
        self.name = name
        self.series = Series()
        self.limits: Limits | None = None
        """The limits of the values in view; None for nothing."""
        self.extent: tuple[float, float] | None = None
        """The first and the last place that is drawn; None for nothing."""
        self.points: tuple[Values, Values] = (_NONE, _NONE)
        """The points of the raw line, on the axes."""
        self._markers = markers
        # Qt paints its own items without a call to Python, for which it would have to wait
        # while the training computes.
        self._raw, self._smoothed = QGraphicsPathItem(), QGraphicsPathItem()
        for item, front in ((self._raw, 0), (self._smoothed, 10)):
            item.setZValue(z + front)
            plot.addItem(item, ignoreBounds=True)

    def draw(self, places: tuple[float, float], mapping: XAxisMapping, view: ViewSettings) -> None:
        """Draw what lies between two places on the axis."""
        points = points_in_view(self.series, places, mapping, view)
        epochs, values = points.envelope()
        x, y = on_axes(mapping.places(epochs, view.x_scale), values, view)
        self.limits, self.extent = limits_of(x, y, places, view), extent_of(x)
        self.points = x, y
        self._raw.setPath(path_of(x, y))
        few = len(x) <= MOST_MARKED
        self._markers.show(self.name, x if few else _NONE, y if few else _NONE)
        self._smoothed.setVisible(view.smoothing > 0)
        if view.smoothing > 0:
            self._smoothed.setPath(path_of(*smoothed(points, mapping, view)))

    def set_pens(self, raw: QPen, smoothed: QPen) -> None:
        """Set the pens of both lines."""
        self._raw.setPen(raw)
        self._smoothed.setPen(smoothed)


def points_in_view(
    series: Series, places: tuple[float, float], mapping: XAxisMapping, view: ViewSettings
) -> Points:
    """Return the points to draw between two places, with those around that smoothing needs."""
    beside = _REACH * view.smoothing
    left, right = (mapping.epoch(place, view.x_scale) for place in places)
    choose = series.points_by_octave if view.x_scale.logarithmic else series.points
    return choose(left - beside, right + beside, MOST_POINTS)


def smoothed(points: Points, mapping: XAxisMapping, view: ViewSettings) -> tuple[Values, Values]:
    """Return the smoothed line through the finite means of groups of points, on the axes."""
    finite = np.isfinite(points.mean)
    x, y = points.x[finite], points.mean[finite]
    return on_axes(mapping.places(x, view.x_scale), smooth(x, y, view.smoothing), view)


def limits_of(
    x: Values, y: Values, places: tuple[float, float], view: ViewSettings
) -> Limits | None:
    """Return the limits of points between two places, or of those around them if there are none."""
    left, right = places
    inside = (left <= x) & (x <= right)
    shown = y[inside] if inside.any() else y
    return full_limits(shown) if view.whole_range else robust_limits(shown)


def extent_of(x: Values) -> tuple[float, float] | None:
    """Return the first and the last of places in ascending order; None where there are none."""
    return (float(x[0]), float(x[-1])) if len(x) else None


def path_of(x: Values, y: Values) -> QPainterPath:
    """Return a line through points."""
    path: QPainterPath = pg.functions.arrayToQPath(x, y, finiteCheck=False)
    return path


def on_axes(x: Values, y: Values, view: ViewSettings) -> tuple[Values, Values]:
    """Return the finite points, with log10(y) of the positive ones on a logarithmic axis."""
    shown = np.isfinite(x) & np.isfinite(y) & ((y > 0) | (not view.logarithmic))
    x, y = x[shown], y[shown]
    return x, np.log10(y) if view.logarithmic else y
