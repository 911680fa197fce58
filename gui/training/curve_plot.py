"""One plot of training and validation against the epoch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGraphicsItem

from gui.theme import theme_of
from gui.training.change_marks import ChangeMarks
from gui.training.changes import Change
from gui.training.curve import Curve
from gui.training.legend import Legend
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
    """The epoch under the pointer, or None when it has left."""
    moved = Signal()
    """The person has zoomed or panned."""

    def __init__(self, quantity: Quantity, object_name: str) -> None:
        super().__init__(enableMenu=False)
        self.setObjectName(object_name)
        self.setAccessibleName(f"{quantity.name} against epoch")
        self.quantity = quantity
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
        self._best = pg.InfiniteLine(angle=90)
        self._crosshair = pg.InfiniteLine(angle=90)
        self._set_up()
        self._colour()
        self.redraw()

    def begin(self) -> None:
        """Forget all curves."""
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

    def values_at(self, epoch: float) -> dict[str, str]:
        """Of each curve, the exact value nearest to an epoch, and the epoch of that value."""
        values = {}
        for name, curve in self._curves.items():
            found = curve.series.nearest(epoch)
            if found is not None:
                x, y = found
                at = f"{x:g}" if name != _RUNNING else f"{x:.3f}"
                values[name] = f"{y:.{self.quantity.digits}f} @ {at}"
        return values

    def point_at(self, epoch: float | None) -> None:
        """Put the crosshair at an epoch, with the values there; None hides them."""
        self._pointed = epoch
        self._crosshair.setVisible(epoch is not None)
        if epoch is not None:
            self._crosshair.setValue(epoch)
        self._tell()

    def redraw(self) -> None:
        """Draw all curves."""
        self._changed.update(self._curves)
        self.draw_new()

    def draw_new(self) -> None:
        """Draw the curves that have new points."""
        (left, right), _ = self.viewRange()
        if self._following:
            left, right = -np.inf, np.inf
        for name in self._changed:
            self._curves[name].draw(
                left, right, smoothing=self._smoothing, logarithmic=self._logarithmic
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

    def _draw_best(self) -> None:
        self._best.setVisible(self._best_epoch is not None)
        if self._best_epoch is not None and self._best.value() != self._best_epoch:
            self._best.setValue(self._best_epoch)

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
        plot.setLabel("bottom", "Epoch")
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

    def _dress(self, name: str, colour: str, width: int, style: Qt.PenStyle) -> None:
        """Give a curve its looks: the raw line is faint where a smoothed one stands in front."""
        pen = pg.mkPen(colour, width=width, style=style)
        behind = pg.mkPen(theme_of(self).faint(colour, self.palette()), width=1, style=style)
        self._curves[name].set_pens(behind if self._smoothing else pen, pen)
        self.legend.set_pen(name, pen)
