"""The curves of other runs on a plot, behind those of the current training."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsPathItem

from gui.common.theme import theme_of
from gui.session.run_curves import RunCurves
from gui.training.curves.band import Band
from gui.training.curves.curve import MOST_POINTS, Bounds, bounds_of, on_axes, path_of
from gui.training.curves.downsampled_series import Series, Values, smooth
from gui.training.curves.x_axis_mapping import XAxis, XAxisMapping

if TYPE_CHECKING:
    from core.runs.run_series import RunSeries

TRAINING, VALIDATION = "train", "validation"
_BAND = 0.2
"""The share of a run's color in its band."""
_STYLES = {TRAINING: Qt.PenStyle.SolidLine, VALIDATION: Qt.PenStyle.DashLine}


class ComparisonLines:
    """Draws the curves of several runs."""

    def __init__(self, plot: pg.PlotWidget, metric: str, factor: float) -> None:
        self._plot, self._metric, self._factor = plot, metric, factor
        self._lines: list[ComparisonLine] = []
        self._bands: list[tuple[RunCurves, XAxisMapping, Band]] = []
        """The bands of the runs that are means of several, with the mappings of their epochs."""
        self.bounds: list[Bounds] = []
        """The bounds of each line that is drawn."""

    def show_runs(self, runs: Sequence[RunCurves], colors: Sequence[str]) -> None:
        """Replace the lines by those of these runs; `draw` draws them."""
        for line in self._lines:
            self._plot.removeItem(line.item)
        for *_, band in self._bands:
            band.remove()
        self._bands = [
            (run, mapping_of(run), self._band(run, run.deviation))
            for run in runs
            if run.deviation is not None
        ]
        self._lines = [
            ComparisonLine(self._plot, run, part, self._metric, self._factor)
            for run in runs
            for part in (TRAINING, VALIDATION)
        ]
        self.set_colors(colors)

    def set_colors(self, colors: Sequence[str]) -> None:
        """Set the colors of the runs, by the numbers of their colors."""
        for line in self._lines:
            line.set_color(colors[line.run.color])
        theme, palette = theme_of(self._plot), self._plot.palette()
        for run, _, band in self._bands:
            band.set_color(theme.faint(colors[run.color], palette, _BAND))

    def draw(
        self, places: tuple[float, float], x_axis: XAxis, *, smoothing: float, logarithmic: bool
    ) -> None:
        """Draw what lies between two places on the axis."""
        drawn = [
            line.draw(*places, x_axis, smoothing=smoothing, logarithmic=logarithmic)
            for line in self._lines
        ]
        drawn += [
            band.draw(partial(_points, mapping, x_axis, logarithmic))
            for _, mapping, band in self._bands
        ]
        self.bounds = [bounds for bounds in drawn if bounds is not None]

    def _band(self, run: RunCurves, deviation: "RunSeries") -> Band:
        """Return the band of the validation curve: two of one color could not be told apart."""
        name = f"{VALIDATION}_{self._metric}"
        mean, spread = (self._factor * getattr(each, name) for each in (run.series, deviation))
        return Band(self._plot, run.series.epochs.astype(np.float64), mean, spread)

    def values_at(self, place: float, x_axis: XAxis) -> list[float | None]:
        """Return the validation value of each run at a place; None where it has none."""
        lines = [line for line in self._lines if line.part == VALIDATION]
        return [line.value_at(place, x_axis) for line in lines]


def _points(
    mapping: XAxisMapping, x_axis: XAxis, logarithmic: bool, epochs: Values, values: Values
) -> tuple[Values, Values]:
    return on_axes(mapping.places(epochs, x_axis), values, logarithmic)


class ComparisonLine:
    """Draws one curve of a run.

    It is drawn when the run, the axes or the smoothing change, but not with each mini-batch of the
    current training.
    """

    def __init__(
        self, plot: pg.PlotWidget, run: RunCurves, part: str, metric: str, factor: float
    ) -> None:
        self.run, self.part = run, part
        self._mapping = mapping_of(run)
        self._series = Series()
        values = getattr(run.series, f"{part}_{metric}")
        self._series.extend(run.series.epochs.astype(np.float64), values * factor)
        # As in `curve`: Qt paints its own items without a call to Python.
        self.item = QGraphicsPathItem()
        self.item.setZValue(-1)
        plot.addItem(self.item, ignoreBounds=True)

    def draw(
        self, left: float, right: float, x_axis: XAxis, *, smoothing: float, logarithmic: bool
    ) -> Bounds | None:
        """Draw what lies between two places; return the bounds, None where nothing is drawn."""
        mapping = self._mapping
        first, last = mapping.epoch(left, x_axis), mapping.epoch(right, x_axis)
        points = self._series.points(first - 5 * smoothing, last, MOST_POINTS)
        epochs, values = points.envelope() if not smoothing else (points.x, points.mean)
        values = smooth(epochs, values, smoothing)
        x, y = on_axes(mapping.places(epochs, x_axis), values, logarithmic)
        self.item.setPath(path_of(x, y))
        return bounds_of(x, y)

    def set_color(self, color: str) -> None:
        """Set the color of the line."""
        self.item.setPen(pg.mkPen(color, width=1, style=_STYLES[self.part]))

    def value_at(self, place: float, x_axis: XAxis) -> float | None:
        """Return the value at the end of the epoch that is nearest to a place."""
        found = self._series.nearest(self._mapping.epoch(place, x_axis))
        return found[1] if found is not None else None


def mapping_of(run: RunCurves) -> XAxisMapping:
    """Return the mapping from the epochs of a run to the axes."""
    mapping = XAxisMapping(run.images)
    mapping.add(run.series.epochs.astype(np.float64), run.series.seconds)
    return mapping
