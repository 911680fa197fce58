"""The curves of other runs on a plot, behind those of the current training."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from core.plots.limits import Limits, joint_limits
from core.plots.palette import RUN_MARKERS, marked_points
from gui.common.enlargement import line_width
from gui.common.theme import theme_of
from gui.session.run_curves import RunCurves
from gui.training.curves.band import Band
from gui.training.curves.curve import (
    extent_of,
    limits_of,
    on_axes,
    path_of,
    points_in_view,
    smoothed,
)
from gui.training.curves.downsampled_series import Series, Values
from gui.training.curves.point_markers import PointMarkers
from gui.training.curves.view_settings import ViewSettings
from gui.training.curves.x_axis_mapping import XAxisMapping

TRAINING, VALIDATION = "train", "validation"
_STYLES = {TRAINING: Qt.PenStyle.SolidLine, VALIDATION: Qt.PenStyle.DashLine}
_NAMES = {TRAINING: "training", VALIDATION: "validation"}
_BAND = 0.2
"""The share of a run's color in its band."""
_WIDTH = 1.5
"""Pixels: one is too thin for a projector."""
_MARKER_SIZE, _SMALL = 7.0, 4.0
_FEW = 5
"""The most points of a line of the last run that are marked."""


class BackgroundLine:
    """Draws a line of a training that is not the current one.

    It is drawn when the axes or the smoothing change, but not with each mini-batch of the current
    training.
    """

    def __init__(self, plot: pg.PlotWidget, series: Series, mapping: XAxisMapping) -> None:
        self.limits: Limits | None = None
        """The limits of the values in view; None for nothing."""
        self.extent: tuple[float, float] | None = None
        """The first and the last place that is drawn; None for nothing."""
        self.points: tuple[Values, Values] = np.empty(0), np.empty(0)
        """The points of the line, on the axes."""
        self.series, self.mapping = series, mapping
        self._plot = plot
        self._markers: PointMarkers | None = None
        self._number: int | None = None
        self.band: Band | None = None
        """The band around the line; None for none."""
        # As in `curve`: Qt paints its own items without a call to Python.
        self.item = QGraphicsPathItem()
        self.item.setZValue(-1)
        plot.addItem(self.item, ignoreBounds=True)

    def draw(self, places: tuple[float, float], view: ViewSettings) -> None:
        """Draw what lies between two places on the axis."""
        points = points_in_view(self.series, places, self.mapping, view)
        if view.smoothing:
            x, y = smoothed(points, self.mapping, view)
        else:
            epochs, values = points.envelope()
            x, y = on_axes(self.mapping.places(epochs, view.x_scale), values, view)
        self.limits, self.extent = limits_of(x, y, places, view), extent_of(x)
        self.points = x, y
        self.item.setPath(path_of(x, y))
        if self.band is not None:
            edges = self.band.draw(places, self.mapping, view)
            self.limits = joint_limits([self.limits], [edges])
        if self._markers is not None:
            marked = self._marked(len(x))
            self._markers.show(self, x[marked], y[marked])

    def mark(self, markers: PointMarkers, number: int | None, pen: QPen, brush: QBrush) -> None:
        """Give the line the markers of the run with this number; None for small ones where the
        line has few points."""
        self._markers, self._number = markers, number
        if number is None:
            markers.style(self, "o", _SMALL, pen, brush)
        else:
            markers.style(self, RUN_MARKERS[number % len(RUN_MARKERS)], _MARKER_SIZE, pen, brush)

    def erase(self) -> None:
        """Show nothing of the line until it is drawn again."""
        self.points = np.empty(0), np.empty(0)
        self.item.setPath(QPainterPath())
        if self._markers is not None:
            self._markers.show(self, np.empty(0), np.empty(0))

    def _marked(self, count: int) -> list[int]:
        if self._number is not None:
            return marked_points(count, self._number)
        return list(range(count)) if count <= _FEW else []

    def remove(self) -> None:
        """Remove the line from its plot."""
        self._plot.removeItem(self.item)
        if self.band is not None:
            self.band.remove()
        if self._markers is not None:
            self._markers.remove(self)

    def nearest(self, place: float, view: ViewSettings) -> tuple[float, float] | None:
        """Return the end of an epoch that is nearest to a place, on its axis, and the value there.

        None while there is none.
        """
        found = self.series.nearest(self.mapping.epoch(place, view.x_scale))
        if found is None:
            return None
        epoch, value = found
        return float(self.mapping.values(np.array([epoch]), view.x_scale.x_axis)[0]), value


class ComparisonLines:
    """Draws the curves of several runs."""

    def __init__(
        self, plot: pg.PlotWidget, markers: PointMarkers, metric: str, factor: float
    ) -> None:
        self._plot, self._markers, self._metric, self._factor = plot, markers, metric, factor
        self.runs: Sequence[RunCurves] = ()
        self._lines: dict[tuple[int, str], BackgroundLine] = {}
        """The lines by the position of their run and the images that they are about."""

    @property
    def lines(self) -> Iterable[BackgroundLine]:
        """The lines of all runs."""
        return self._lines.values()

    def named_lines(self) -> Iterator[tuple[RunCurves, str, BackgroundLine]]:
        """Yield each line with its run and the name of the images that it is about."""
        for (number, part), line in self._lines.items():
            yield self.runs[number], _NAMES[part], line

    def show_runs(self, runs: Sequence[RunCurves]) -> None:
        """Replace the lines by those of these runs; `set_colors` and `draw` must follow."""
        for line in self._lines.values():
            line.remove()
        self.runs = runs
        self._lines = {
            (number, part): BackgroundLine(self._plot, self.series(run, part), mapping_of(run))
            for number, run in enumerate(runs)
            for part in (TRAINING, VALIDATION)
        }
        for number, run in enumerate(runs):
            # Two bands of the same color could not be told apart.
            self._lines[number, VALIDATION].band = self._band(run)

    def set_colors(self, colors: Sequence[str], paper: QBrush) -> None:
        """Set the colors of the runs, by the numbers of their colors.

        Markers are filled on training curves, and empty on those of validation.
        """
        for (number, part), line in self._lines.items():
            color = self.runs[number].color
            pen = pg.mkPen(colors[color], width=line_width(1))
            line.item.setPen(pg.mkPen(colors[color], width=line_width(_WIDTH), style=_STYLES[part]))
            brush = paper if part == VALIDATION else QBrush(pen.color())
            line.mark(self._markers, color, pen, brush)
            if line.band is not None:
                theme, palette = theme_of(self._plot), self._plot.palette()
                line.band.set_color(theme.faint(colors[color], palette, _BAND))

    def draw(self, places: tuple[float, float], view: ViewSettings) -> None:
        """Draw what lies between two places on the axis."""
        for line in self._lines.values():
            line.draw(places, view)

    def nearest(self, place: float, view: ViewSettings) -> list[tuple[float, float] | None]:
        """Return where each run has a validation value nearest to a place, and the value."""
        return [
            line.nearest(place, view)
            for (_, part), line in self._lines.items()
            if part == VALIDATION
        ]

    def series(self, run: RunCurves, part: str) -> Series:
        """Return the values of a run on training or on validation images."""
        series = Series()
        values = getattr(run.series, f"{part}_{self._metric}")
        series.extend(run.series.epochs.astype(np.float64), values * self._factor)
        return series

    def _band(self, run: RunCurves) -> Band | None:
        """Return the band around the validation curve of the mean of several runs."""
        if run.deviation is None:
            return None
        name = f"{VALIDATION}_{self._metric}"
        mean, spread = (self._factor * getattr(each, name) for each in (run.series, run.deviation))
        return Band(self._plot, run.series.epochs.astype(np.float64), mean, spread)


def mapping_of(run: RunCurves) -> XAxisMapping:
    """Return the mapping from the epochs of a run to the axes."""
    mapping = XAxisMapping(run.images)
    mapping.add(run.series.epochs.astype(np.float64), run.series.seconds)
    return mapping
