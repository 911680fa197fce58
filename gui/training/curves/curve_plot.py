"""The plot of one quantity on training and validation images, against epochs, images or time."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette

from gui.common.theme import theme_of
from gui.session.run_curves import RunCurves
from gui.training.curves.comparison_lines import ComparisonLines
from gui.training.curves.curve import Curve
from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.downsampled_series import Series
from gui.training.curves.epoch_plot import EpochPlot, Quantity, Range, rounded_up, steady_range
from gui.training.curves.plot_marks import BestEpochMark, ChangeMarks, HyperparameterChange
from gui.training.curves.x_axis_mapping import XAxis, XAxisMapping

_RUNNING, _TRAINING, _VALIDATION, _BEST = "mini-batches", "training", "validation", "best epoch"
_CHANGES = "changes"
_HINT = QPalette.ColorRole.PlaceholderText


class CurvePlot(EpochPlot):
    """Draws the curves of a training, at the same cost however long it runs."""

    def __init__(self, quantity: Quantity, object_name: str) -> None:
        super().__init__(quantity, object_name)
        self._mapping = XAxisMapping()
        self._smoothing = 0.0
        self._logarithmic = False
        self._following = True
        self._marked = True
        self._values: Range | None = None
        names = (_RUNNING, _TRAINING, _VALIDATION)
        self._curves = {name: Curve(self, z) for z, name in enumerate(names, start=1)}
        self._changed = set(names)
        self.legend = CurveLegend(object_name.replace("Plot", "Readout"))
        self._marks = ChangeMarks(self.getViewBox())
        self._overlays = ComparisonLines(self, quantity.name.lower(), quantity.factor)
        self._best = BestEpochMark(self.new_line(20))
        self._use_theme()
        self.redraw()

    def begin(self, mapping: XAxisMapping) -> None:
        """Start new curves; `progress` maps their epochs to the axis."""
        self._mapping = mapping
        self._place_marks()
        for curve in self._curves.values():
            curve.series = Series()
        self._best.epoch = None
        self._marks.clear()
        self.show_all()

    def add_batches(self, epochs: npt.ArrayLike, values: npt.ArrayLike) -> None:
        """Append values of mini-batches, at fractions of epochs."""
        self._extend(_RUNNING, epochs, values)

    def add_epochs(
        self, epochs: Sequence[int], training: Sequence[float], validation: Sequence[float]
    ) -> None:
        """Append evaluations at the ends of epochs."""
        self._extend(_TRAINING, epochs, training)
        self._extend(_VALIDATION, epochs, validation)
        self._marked = self._marked and self.x_axis is not XAxis.TIME

    def mark_best(self, epoch: int) -> None:
        """Mark the epoch with the lowest validation loss at the next drawing."""
        self._best.epoch = epoch

    def add_changes(self, changes: list[HyperparameterChange]) -> None:
        """Mark where hyperparameters were changed at the next drawing."""
        self._marks.add(changes)
        self._marked = False

    def labels(self) -> list[str]:
        """Return the texts beside the marks of changes, from left to right."""
        return self._marks.labels()

    def set_smoothing(self, epochs: float) -> None:
        """Average over about this many epochs; 0 for no smoothing."""
        if epochs == self._smoothing:
            return
        self._smoothing = epochs
        self._use_theme()
        self.redraw()

    def set_x_axis(self, x_axis: XAxis) -> None:
        """Draw the curves against epochs, images or time."""
        super().set_x_axis(x_axis)
        self._place_marks()
        self.show_all()

    def show_runs(self, runs: Sequence[RunCurves]) -> None:
        """Draw other runs behind the curves."""
        self._overlays.show_runs(runs, theme_of(self).runs)
        self._draw_overlays()
        self.draw_new()

    def run_values_at(self, place: float) -> list[str]:
        """Return the validation value of each of the other runs at a place, as text."""
        values = self._overlays.values_at(place, self.x_axis)
        return [f"{v:.{self.quantity.digits}f}" if v is not None else "–" for v in values]

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Use a logarithmic axis for the values, which leaves out those that are not positive."""
        self._logarithmic = logarithmic
        self.getPlotItem().getAxis("left").setLogMode(y=logarithmic)
        self.show_all()

    def show_all(self) -> None:
        """Show all of the curves, and follow them as they grow."""
        self._following = True
        self._values = None
        self.redraw()

    def stay(self) -> None:
        """Stop following the curves, and draw what is in view at full resolution."""
        self._following = False
        self.redraw()

    def values_at(self, place: float) -> dict[str, str]:
        """Return the exact value of each curve that is nearest to a place, with its place."""
        values = {}
        epoch = self._mapping.epoch(place, self.x_axis)
        for name, curve in self._curves.items():
            found = curve.series.nearest(epoch)
            if found is not None:
                x, y = found
                at = self._mapping.place(x, self.x_axis)
                where = self.x_axis.form(at, between=name == _RUNNING)
                values[name] = f"{y:.{self.quantity.digits}f} @ {where}"
        return values

    def point_at(self, place: float | None) -> None:
        """Put the crosshair at a place and show the values there; None hides them."""
        super().point_at(place)
        self._show_texts()

    def redraw(self) -> None:
        """Draw all curves, including those of other runs."""
        self._changed.update(self._curves)
        self._draw_overlays()
        self.draw_new()

    def draw_new(self) -> None:
        """Draw the curves that have new points."""
        places, smoothing, logarithmic = self._places, self._smoothing, self._logarithmic
        for name in self._changed:
            self._curves[name].draw(
                places, self._mapping, self.x_axis, smoothing=smoothing, logarithmic=logarithmic
            )
        self._changed.clear()
        self._best.draw(partial(self._mapping.place, x_axis=self.x_axis))
        self._show_texts()
        if self._following:
            self._follow()
        if not self._marked:
            self._marks.lay_out()
            self._marked = True

    def changeEvent(self, event: QEvent) -> None:
        """Use the colors of the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_best"):
            self._use_theme()

    @property
    def _places(self) -> tuple[float, float]:
        """The range of the axis in which the curves are drawn."""
        if self._following:
            return -np.inf, np.inf
        left, right = self.viewRange()[0]
        return left, right

    def _place_marks(self) -> None:
        self._marks.set_places(partial(self._mapping.places, x_axis=self.x_axis))
        self._marked = False

    def _draw_overlays(self) -> None:
        self._overlays.draw(
            self._places, self.x_axis, smoothing=self._smoothing, logarithmic=self._logarithmic
        )

    def _show_texts(self) -> None:
        """Show the names of the lines or, while the pointer is on a plot, their values there."""
        if self.pointed is not None:
            mark = self._marks.near(self.pointed)
            if mark is not None:
                self.legend.show_texts({_CHANGES: mark.text})
                return
            values = self.values_at(self.pointed)
            if self.x_axis is not XAxis.EPOCHS:
                # There is room for one place, and they are the same but for a mini-batch's.
                values = {
                    name: v if name == _VALIDATION else _bare(v) for name, v in values.items()
                }
            if values:  # else there are no curves yet
                self.legend.show_texts({name: f"{name} {value}" for name, value in values.items()})
                return
        texts = {name: name for name in self._curves}
        if self._best.epoch is not None:
            texts[_BEST] = f"{_BEST} {self._best.epoch}"
        self.legend.show_texts(texts)

    def _follow(self) -> None:
        # pyqtgraph's own auto-range moves a little with each point, and repaints the axes.
        bounds = [curve.bounds for curve in self._curves.values() if curve.bounds]
        bounds += self._overlays.bounds
        last, low, high = (
            (max(b[0] for b in bounds), min(b[1] for b in bounds), max(b[2] for b in bounds))
            if bounds
            else (1.0, 0.0, self.quantity.factor)
        )
        values, right = steady_range(self._values, low, high), 1.02 * rounded_up(last)
        if values != self._values or right != self.viewRange()[0][1]:
            self._values = values
            self.setRange(xRange=(0, right), yRange=values, padding=0)

    def _extend(self, name: str, epochs: npt.ArrayLike, values: npt.ArrayLike) -> None:
        self._curves[name].series.extend(epochs, np.multiply(values, self.quantity.factor))
        self._changed.add(name)

    def _use_theme(self) -> None:
        theme, palette = theme_of(self), self.palette()
        text = palette.color(palette.ColorRole.Text)
        self.color_axes()
        solid, dashed = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
        faint = theme.faint(theme.training, palette).name()
        self._set_pens(_RUNNING, theme.training if self._smoothing else faint, 1, solid)
        self._set_pens(_TRAINING, theme.training, 2, solid)
        self._set_pens(_VALIDATION, theme.validation, 2, dashed)
        best = pg.mkPen(theme.validation, width=1, style=Qt.PenStyle.DotLine)
        self._best.line.setPen(best)
        self.legend.set_pen(_BEST, best)
        faint_text, readable = theme.faint(text.name(), palette), palette.color(_HINT)
        self._marks.set_colors(faint_text, readable)
        self.legend.set_pen(_CHANGES, pg.mkPen(faint_text, width=1))
        self._overlays.set_colors(theme.runs)

    def _set_pens(self, name: str, color: str, width: int, style: Qt.PenStyle) -> None:
        """Set the pens of a curve: its raw line is faint behind a smoothed one."""
        pen = pg.mkPen(color, width=width, style=style)
        behind = pg.mkPen(theme_of(self).faint(color, self.palette()), width=1, style=style)
        self._curves[name].set_pens(behind if self._smoothing else pen, pen)
        self.legend.set_pen(name, pen)


def _bare(value: str) -> str:
    """Return a value without its place."""
    return value.partition(" @ ")[0]
