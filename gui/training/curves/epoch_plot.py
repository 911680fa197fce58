"""The empty plot for curves over epochs, images or time: its axes and its crosshair."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtWidgets import QGraphicsItem

from gui.common.theme import theme_of
from gui.training.curves.x_axis_mapping import XAxis

_SIZES = ((1e9, " G"), (1e6, " M"), (1e3, " k"))


class EpochAxis(pg.AxisItem):
    """Writes numbers of images in thousands and millions."""

    def __init__(self) -> None:
        super().__init__(orientation="bottom")
        self._x_axis = XAxis.EPOCHS

    def set_x_axis(self, x_axis: XAxis) -> None:
        """Set what the axis shows."""
        self._x_axis = x_axis
        self.setLabel(x_axis.value, units=x_axis.unit or None)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the texts of the ticks."""
        if self._x_axis is XAxis.IMAGES:
            return [_count(value) for value in values]
        return list(super().tickStrings(values, scale, spacing))


def _count(images: float) -> str:
    for size, letter in _SIZES:
        if abs(images) >= size:
            return f"{images / size:g}{letter}"
    return f"{images:g}"


Range = tuple[float, float]


def rounded_up(end: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, 50 … that is not less than `end`."""
    if end <= 1:
        return 1.0
    power = 10.0 ** floor(log10(end))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= end)


def steady_range(current: Range | None, low: float, high: float) -> Range:
    """Return `current` while the values lie in it and fill half of it; else a new range."""
    span = max(high - low, 1e-9)
    if current is not None:
        bottom, top = current
        if bottom <= low and high <= top and span >= 0.5 * (top - bottom):
            return current
    return low - 0.12 * span, high + 0.06 * span


_CACHED = QGraphicsItem.CacheMode.DeviceCoordinateCache
"""Such an item is painted once, and not with each new point of a curve."""


@dataclass(frozen=True)
class Quantity:
    """The quantity that a plot shows."""

    name: str
    unit: str
    digits: int
    factor: float = 1.0


class EpochPlot(pg.PlotWidget):
    """Shows axes and a crosshair, and reports when the pointer or the user moves in it."""

    hovered = Signal(object)
    """Emitted with the place on the axis under the pointer, or None when it has left."""
    moved = Signal()
    """Emitted when the user has zoomed or panned."""

    def __init__(self, quantity: Quantity, object_name: str) -> None:
        self._axis = EpochAxis()
        super().__init__(enableMenu=False, axisItems={"bottom": self._axis})
        self.setObjectName(object_name)
        self.quantity = quantity
        self.x_axis = XAxis.EPOCHS
        self.pointed: float | None = None
        """The place of the crosshair; None while it is hidden."""
        self._set_up()
        self._crosshair = self.new_line(21)
        EpochPlot.set_x_axis(self, self.x_axis)

    def set_x_axis(self, x_axis: XAxis) -> None:
        """Set what the horizontal axis shows."""
        self.x_axis = x_axis
        self._axis.set_x_axis(x_axis)
        self.setAccessibleName(f"{self.quantity.name} against {self.x_axis.value.lower()}")

    def point_at(self, place: float | None) -> None:
        """Put the crosshair at a place; None hides it."""
        self.pointed = place
        self._crosshair.setVisible(place is not None)
        if place is not None:
            self._crosshair.setValue(place)

    def new_line(self, z: float) -> pg.InfiniteLine:
        """Return a new vertical line, hidden at first."""
        line = pg.InfiniteLine(angle=90)
        line.setZValue(z)
        line.hide()
        self.addItem(line, ignoreBounds=True)
        return line

    def color_axes(self) -> None:
        """Give background, axes and crosshair the colors of the palette."""
        theme, palette = theme_of(self), self.palette()
        text = palette.color(palette.ColorRole.Text)
        self.setBackground(palette.color(palette.ColorRole.Base))
        for name in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(name)
            axis.setPen(text)
            axis.setTextPen(text)
            axis.setTickPen(pg.mkPen(theme.faint(text.name(), palette, share=0.12), width=1))
        self._crosshair.setPen(pg.mkPen(text, width=1))

    def leaveEvent(self, event: QEvent) -> None:
        """Emit that the pointer has left the plot."""
        self.hovered.emit(None)
        super().leaveEvent(event)

    def _set_up(self) -> None:
        plot, quantity = self.getPlotItem(), self.quantity
        for side in ("left", "bottom", "right", "top"):
            # Otherwise each new range would lay out the labels again.
            plot.getAxis(side).enableAutoSIPrefix(False)
        plot.setLabel("left", quantity.name, units=quantity.unit)
        plot.getAxis("left").setWidth(58)
        for name in ("left", "bottom"):
            axis = plot.getAxis(name)
            # A grid of the main ticks alone, and without alpha, takes a fifth of the time.
            axis.setStyle(maxTickLevel=0)
            axis.setGrid(255)
            axis.setZValue(-1000)  # the grid stands behind the curves
            axis.setCacheMode(_CACHED)
        plot.hideButtons()
        # It paints nothing itself, so that Qt does not have to call Python for its bounds.
        plot.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        plot.disableAutoRange()
        view = self.getViewBox()
        view.setLimits(minXRange=0.01)
        view.sigRangeChangedManually.connect(self._emit_moved)
        self.scene().sigMouseMoved.connect(self._hover)

    def _emit_moved(self, *_: object) -> None:
        self.moved.emit()

    def _hover(self, position: QPointF) -> None:
        view = self.getViewBox()
        inside = view.sceneBoundingRect().contains(position)
        self.hovered.emit(view.mapSceneToView(position).x() if inside else None)
