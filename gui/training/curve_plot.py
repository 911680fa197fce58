"""One plot of training and validation against epochs, images or time."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGraphicsItem

from gui.run_curves import RunCurves
from gui.theme import theme_of
from gui.training.change_marks import ChangeMarks
from gui.training.changes import Change
from gui.training.curve import Curve
from gui.training.legend import Legend
from gui.training.overlay_lines import OverlayLines
from gui.training.place_axis import PlaceAxis
from gui.training.progress import Against, Progress
from gui.training.ranges import Range, grown, settled
from gui.training.series import Series

_CACHED = QGraphicsItem.CacheMode.DeviceCoordinateCache
"""Painted once, not with each new point of a curve."""
_RUNNING, _TRAINING, _VALIDATION, _BEST = "mini-batches", "training", "validation", "best epoch"
_CHANGES = "changes"
_HINT = QPalette.ColorRole.PlaceholderText


@dataclass(frozen=True)
class Quantity:
    """What a plot shows."""

    name: str
    unit: str
    digits: int
    factor: float = 1.0


class CurvePlot(pg.PlotWidget):
    """Curves that stay as fast as they were however long the training runs."""

    hovered = Signal(object)
    """The place on the axis under the pointer, or None when it has left."""
    moved = Signal()
    """The person has zoomed or panned."""

    def __init__(self, quantity: Quantity, object_name: str) -> None:
        self._axis = PlaceAxis()
        super().__init__(enableMenu=False, axisItems={"bottom": self._axis})
        self.setObjectName(object_name)
        self.quantity = quantity
        self._progress, self._against = Progress(), Against.EPOCHS
        self._smoothing = 0.0
        self._logarithmic = False
        self._following = True
        self._best_epoch: int | None = None
        self._marked = True
        self._values: Range | None = None
        names = (_RUNNING, _TRAINING, _VALIDATION)
        self._curves = {name: Curve(self, z) for z, name in enumerate(names, start=1)}
        self._changed = set(names)
        self.legend = Legend(object_name.replace("Plot", "Readout"))
        self._pointed: float | None = None
        self._marks = ChangeMarks(self.getViewBox())
        self._overlays = OverlayLines(self, quantity.name.lower(), quantity.factor)
        self._best = pg.InfiniteLine(angle=90)
        self._crosshair = pg.InfiniteLine(angle=90)
        self._set_up()
        self._colour()
        self.redraw()

    def begin(self, progress: Progress) -> None:
        """Forget all curves; of those to come, `progress` tells where their epochs lie."""
        self._progress = progress
        self._place_marks()
        for curve in self._curves.values():
            curve.series = Series()
        self._best_epoch = None
        self._marks.clear()
        self.show_all()

    def add_batches(self, epochs: npt.ArrayLike, values: npt.ArrayLike) -> None:
        """Append mini-batches, at fractions of epochs."""
        self._extend(_RUNNING, epochs, values)

    def add_epochs(
        self, epochs: Sequence[int], training: Sequence[float], validation: Sequence[float]
    ) -> None:
        """Append evaluations at the ends of epochs."""
        self._extend(_TRAINING, epochs, training)
        self._extend(_VALIDATION, epochs, validation)
        self._marked = self._marked and self._against is not Against.TIME

    def mark_best(self, epoch: int) -> None:
        """Mark the epoch with the lowest validation loss, when the curves are drawn next."""
        self._best_epoch = epoch

    def add_changes(self, changes: list[Change]) -> None:
        """Mark where hyperparameters were changed, when the curves are drawn next."""
        self._marks.add(changes)
        self._marked = False

    def labels(self) -> list[str]:
        """What is written beside the marks of changes, from left to right."""
        return self._marks.labels()

    def set_smoothing(self, epochs: float) -> None:
        """Average over about so many epochs; 0 for not at all."""
        if epochs == self._smoothing:
            return
        self._smoothing = epochs
        self._colour()
        self.redraw()

    def set_against(self, against: Against) -> None:
        """Draw the curves against epochs, images or time."""
        self._against = against
        self._axis.set_against(against)
        self.setAccessibleName(f"{self.quantity.name} against {against.value.lower()}")
        self._place_marks()
        self.show_all()

    def show_runs(self, runs: Sequence[RunCurves]) -> None:
        """Draw other runs behind the curves."""
        self._overlays.show_runs(runs, theme_of(self).runs)
        self._draw_overlays()
        self.draw_new()

    def run_values_at(self, place: float) -> list[str]:
        """Of each of the other runs, its value on the validation images at a place."""
        values = self._overlays.values_at(place, self._against)
        return [f"{v:.{self.quantity.digits}f}" if v is not None else "–" for v in values]

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Show the values on a logarithmic axis; what is not positive has no place there."""
        self._logarithmic = logarithmic
        self.getPlotItem().getAxis("left").setLogMode(y=logarithmic)
        self.show_all()

    def show_all(self) -> None:
        """Show all of the curves, and follow them as they grow."""
        self._following = True
        self._values = None
        self.redraw()

    def stay(self) -> None:
        """Follow the curves no longer, and draw what is in view as finely as it needs."""
        self._following = False
        self.redraw()

    def values_at(self, place: float) -> dict[str, str]:
        """Of each curve, the exact value nearest to a place, and the place of that value."""
        values = {}
        epoch = self._progress.epoch(place, self._against)
        for name, curve in self._curves.items():
            found = curve.series.nearest(epoch)
            if found is not None:
                x, y = found
                at = self._progress.place(x, self._against)
                where = self._against.form(at, between=name == _RUNNING)
                values[name] = f"{y:.{self.quantity.digits}f} @ {where}"
        return values

    def point_at(self, place: float | None) -> None:
        """Put the crosshair at a place, with the values there; None hides them."""
        self._pointed = place
        self._crosshair.setVisible(place is not None)
        if place is not None:
            self._crosshair.setValue(place)
        self._tell()

    def redraw(self) -> None:
        """Draw all curves, those of other runs too."""
        self._changed.update(self._curves)
        self._draw_overlays()
        self.draw_new()

    def draw_new(self) -> None:
        """Draw the curves that have new points."""
        places, smoothing, logarithmic = self._places, self._smoothing, self._logarithmic
        for name in self._changed:
            self._curves[name].draw(
                places,
                self._progress,
                self._against,
                smoothing=smoothing,
                logarithmic=logarithmic,
            )
        self._changed.clear()
        self._draw_best()
        self._tell()
        if self._following:
            self._follow()
        if not self._marked:
            self._marks.lay_out()
            self._marked = True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_crosshair"):
            self._colour()

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)
        super().leaveEvent(event)

    @property
    def _places(self) -> tuple[float, float]:
        """From where to where the curves are drawn."""
        if self._following:
            return -np.inf, np.inf
        left, right = self.viewRange()[0]
        return left, right

    def _place_marks(self) -> None:
        self._marks.set_places(partial(self._progress.places, against=self._against))
        self._marked = False

    def _draw_overlays(self) -> None:
        self._overlays.draw(
            self._places,
            self._against,
            smoothing=self._smoothing,
            logarithmic=self._logarithmic,
        )

    def _draw_best(self) -> None:
        self._best.setVisible(self._best_epoch is not None)
        if self._best_epoch is not None:
            place = self._progress.place(self._best_epoch, self._against)
            if self._best.value() != place:
                self._best.setValue(place)

    def _tell(self) -> None:
        """Write what the lines are or, while the pointer is on a plot, their values there."""
        if self._pointed is not None:
            mark = self._marks.near(self._pointed)
            if mark is not None:
                self.legend.show_texts({_CHANGES: mark.text})
                return
            values = self.values_at(self._pointed)
            self.legend.show_texts({name: f"{name} {value}" for name, value in values.items()})
            return
        texts = {name: name for name in self._curves}
        if self._best_epoch is not None:
            texts[_BEST] = f"{_BEST} {self._best_epoch}"
        self.legend.show_texts(texts)

    def _follow(self) -> None:
        # pyqtgraph's own auto-range moves a little with each point, and repaints the axes.
        bounds = [found for curve in self._curves.values() if (found := curve.bounds())]
        bounds += self._overlays.bounds
        last, low, high = (
            (max(b[0] for b in bounds), min(b[1] for b in bounds), max(b[2] for b in bounds))
            if bounds
            else (1.0, 0.0, self.quantity.factor)
        )
        values, right = settled(self._values, low, high), 1.02 * grown(last)
        if values != self._values or right != self.viewRange()[0][1]:
            self._values = values
            self.setRange(xRange=(0, right), yRange=values, padding=0)

    def _extend(self, name: str, epochs: npt.ArrayLike, values: npt.ArrayLike) -> None:
        self._curves[name].series.extend(epochs, np.multiply(values, self.quantity.factor))
        self._changed.add(name)

    def _set_up(self) -> None:
        plot, quantity = self.getPlotItem(), self.quantity
        for side in ("left", "bottom", "right", "top"):
            # Each label would be laid out anew with each range to come.
            plot.getAxis(side).enableAutoSIPrefix(False)
        plot.setLabel("left", quantity.name, units=quantity.unit)
        self._axis.set_against(self._against)
        plot.getAxis("left").setWidth(58)
        for name in ("left", "bottom"):
            axis = plot.getAxis(name)
            # A grid of the main ticks alone, and without alpha, takes a fifth of the time.
            axis.setStyle(maxTickLevel=0)
            axis.setGrid(255)
            axis.setZValue(-1000)  # the grid stands behind the curves
            axis.setCacheMode(_CACHED)
        plot.hideButtons()
        # It paints nothing itself: Qt need not ask it, in Python, where it is.
        plot.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        plot.disableAutoRange()
        for z, line in enumerate((self._best, self._crosshair), start=20):
            line.setZValue(z)
            line.hide()
            self.addItem(line, ignoreBounds=True)
        view = self.getViewBox()
        view.setLimits(minXRange=0.01)
        view.sigRangeChangedManually.connect(self._tell_moved)
        self.scene().sigMouseMoved.connect(self._hover)

    def _tell_moved(self, *_: object) -> None:
        self.moved.emit()

    def _hover(self, position: QPointF) -> None:
        view = self.getViewBox()
        inside = view.sceneBoundingRect().contains(position)
        self.hovered.emit(view.mapSceneToView(position).x() if inside else None)

    def _colour(self) -> None:
        theme, palette = theme_of(self), self.palette()
        text = palette.color(palette.ColorRole.Text)
        self.setBackground(palette.color(palette.ColorRole.Base))
        for name in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(name)
            axis.setPen(text)
            axis.setTextPen(text)
            axis.setTickPen(pg.mkPen(theme.faint(text.name(), palette, share=0.12), width=1))
        solid, dashed = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
        faint = theme.faint(theme.training, palette).name()
        self._dress(_RUNNING, theme.training if self._smoothing else faint, 1, solid)
        self._dress(_TRAINING, theme.training, 2, solid)
        self._dress(_VALIDATION, theme.validation, 2, dashed)
        best = pg.mkPen(theme.validation, width=1, style=Qt.PenStyle.DotLine)
        self._best.setPen(best)
        self.legend.set_pen(_BEST, best)
        faint_text, readable = theme.faint(text.name(), palette), palette.color(_HINT)
        self._marks.set_colours(faint_text, readable)
        self.legend.set_pen(_CHANGES, pg.mkPen(faint_text, width=1))
        self._crosshair.setPen(pg.mkPen(text, width=1))
        self._overlays.set_colours(theme.runs)

    def _dress(self, name: str, colour: str, width: int, style: Qt.PenStyle) -> None:
        """Give a curve its looks: the raw line is faint where a smoothed one stands in front."""
        pen = pg.mkPen(colour, width=width, style=style)
        behind = pg.mkPen(theme_of(self).faint(colour, self.palette()), width=1, style=style)
        self._curves[name].set_pens(behind if self._smoothing else pen, pen)
        self.legend.set_pen(name, pen)
