"""The empty plot for curves over epochs, images or time: its axes and its crosshair."""

from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QGraphicsSceneWheelEvent, QLabel

from core.foundation.percent import percent
from gui.common.accessibility import Role
from gui.common.enlargement import set_text_size
from gui.common.focus_frame import show_focus
from gui.common.plain_plot import color_axes
from gui.common.plot_axis import END_MARGIN, LABEL_MARGIN, PlotAxis
from gui.common.theme import TextSize, number_font
from gui.training.curves.moment_line import MomentLine
from gui.training.curves.vertical_line import VerticalLine
from gui.training.curves.x_axis_mapping import XAxis, XScale

_LEAST_PLACE = -6.0
"""The left end of a logarithmic axis at most: nothing that it shows is less than a millionth."""
_BELOW_ZERO = 0.15
"""The share of an axis of values that may be below 0, as far as the user moves it."""
_CACHED = QGraphicsItem.CacheMode.DeviceCoordinateCache
"""Such an item is painted once, and not with each new point of a curve."""
_AXES = ("left", "bottom")


class Quantity(NamedTuple):
    """The quantity that a plot shows."""

    name: str
    unit: str
    digits: int
    factor: float = 1.0
    rising: bool = False
    """Whether it rises as the network learns."""

    def text(self, value: float) -> str:
        """Return a value as text; one too small for the usual decimals keeps its digits."""
        if self.unit == "%":
            return percent(value / self.factor, self.digits)
        small = 0 < abs(value) < 100 * 10.0**-self.digits
        return f"{value:.3g}" if small else f"{value:.{self.digits}f}"

    def short_text(self, value: float) -> str:
        """Return a value as a short text, however large it is."""
        if self.unit == "%":
            return percent(value / self.factor, 0)
        if 1000 <= abs(value) < 1e6:
            return f"{value:,.0f}"
        return f"{value:.3g}"


class EpochView(pg.ViewBox):
    """Zooms and moves along the horizontal axis; with Shift, or on an axis, along the other too."""

    moved = Signal(bool)
    """Emitted when the user has zoomed or moved; True if the axis of the values has changed."""
    handle_dragged = Signal(float)
    """Emitted with the place to which the user has dragged the line of the moment."""

    def __init__(self, *, handle_above: bool) -> None:
        super().__init__(enableMenu=False)
        self.moment = MomentLine(self, above=handle_above)
        self._drags_moment = False

    def wheelEvent(self, ev: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        """Zoom."""
        axis = _axis(ev, axis)
        super().wheelEvent(ev, axis)
        self.moved.emit(axis != 0)

    def mouseDragEvent(self, ev: "pg.GraphicsScene.mouseEvents", axis: int | None = None) -> None:
        """Move with the left button, or drag the line of the moment; the right button is for the
        context menu."""
        if ev.button() is Qt.MouseButton.RightButton:
            ev.ignore()
            return
        if ev.isStart():
            self._drags_moment = axis is None and self.moment.is_at(ev.buttonDownPos())
        if self._drags_moment:
            ev.accept()
            self.handle_dragged.emit(self.mapToView(ev.pos()).x())
            return
        axis = _axis(ev, axis)
        super().mouseDragEvent(ev, axis)
        self.moved.emit(axis != 0)


def _axis(event: "QGraphicsSceneWheelEvent", axis: int | None) -> int | None:
    """Return the axis that an event of the mouse changes: 0, 1 for the values, None for both."""
    if axis is not None or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        return axis
    return 0


def halves(text: str, metrics: QFontMetrics) -> tuple[str, str]:
    """Split a text at the space at which the longer part is as short as possible."""
    words = text.split()
    parts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return min(parts, key=lambda pair: max(map(metrics.horizontalAdvance, pair)))


_USUAL_TICK, _LABEL_LINES = "00.00", 2.0
"""The text of the vertical axis, and the lines of its label, for which there is always room."""
_BOTTOM_LINES = 2.4
"""The height of the horizontal axis, with its label, in lines."""
_AROUND = 8
"""Pixels around the sentence of an empty plot."""


class EpochPlot(pg.PlotWidget):
    """Shows axes and a crosshair, and reports when the pointer or the user moves in it."""

    accessible_role = Role.Chart

    hovered = Signal(object)
    """Emitted with the place on the axis under the pointer, or None when it has left."""
    moved = Signal(bool)
    """Emitted when the user has zoomed or moved; True if the axis of the values has changed."""
    handle_dragged = Signal(float)
    """Emitted with the place to which the user has dragged the line of the moment."""
    needed_width_changed = Signal()
    """Emitted when the vertical axis needs another width."""

    def __init__(self, quantity: Quantity, object_name: str) -> None:
        self._axes = {side: PlotAxis(side) for side in _AXES}
        # The texts of changes are at the other edge.
        self._view = EpochView(handle_above=quantity.rising)
        super().__init__(viewBox=self._view, enableMenu=False, axisItems=self._axes)
        self.setObjectName(object_name)
        # No tooltip: it would hide the curves.
        self.setWhatsThis(
            "Point at a curve to read its values. Drag to move and turn the wheel to zoom. "
            "At a past moment, drag the line with the handle to go through time. The context menu "
            "copies and saves the plot."
        )
        show_focus(self)
        self.quantity = quantity
        self.x_scale = XScale()
        self._hint = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_text_size(self._hint)
        self._hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.unit = quantity.unit
        self._needed_width = 0
        self._set_up()
        self._crosshair = VerticalLine(self._view, 21, in_pictures=False)
        EpochPlot.set_x_scale(self, self.x_scale)
        self._write_label()

    @property
    def pointed(self) -> float | None:
        """The place of the crosshair; None while it is hidden."""
        return self._crosshair.place

    @property
    def needed_width(self) -> int:
        """The width in pixels that the vertical axis needs."""
        return self._needed_width

    def set_unit(self, unit: str) -> None:
        """Set the unit of the values."""
        self.unit = unit
        self._write_label()

    def set_x_scale(self, scale: XScale) -> None:
        """Set what the horizontal axis shows."""
        self.x_scale = scale
        x_axis, axis = scale.x_axis, self._axes["bottom"]
        axis.setLabel(x_axis.value, units=x_axis.unit or None)
        axis.set_thousands(thousands=x_axis is XAxis.IMAGES)
        axis.set_logarithmic(logarithmic=scale.logarithmic)
        self._view.setLimits(xMin=_LEAST_PLACE if scale.logarithmic else 0.0)
        self.setAccessibleName(f"{self.quantity.name} against {x_axis.value.lower()}")

    def show_hint(self, text: str) -> None:
        """Show a sentence in place of ticks, while the plot is empty; an empty text for the ticks.

        An empty plot with numbers at its axes would look as if there were something to read off.
        """
        if text != self._hint.text():
            self._hint.setText(text)
            self._hint.setVisible(bool(text))
            for axis in self._axes.values():
                axis.set_blank(blank=bool(text))

    def point_at(self, place: float | None) -> None:
        """Put the crosshair at a place; None hides it."""
        self._crosshair.move(place)

    def color_axes(self) -> None:
        """Give background, axes and crosshair the colors of the palette."""
        color_axes(self, self._axes)
        text = self.palette().color(QPalette.ColorRole.Text)
        self._crosshair.set_pen(pg.mkPen(text, width=1))
        self._view.moment.set_color(self.palette().color(QPalette.ColorRole.Highlight))

    def fit_font(self) -> None:
        """Give the axes the font of the plot, and room for their texts."""
        metrics = self.fontMetrics()
        for axis in self._axes.values():
            axis.setStyle(tickFont=self.font())
        self._axes["bottom"].label.setFont(self.font())
        self._axes["bottom"].setHeight(int(_BOTTOM_LINES * metrics.height()))
        self._write_label()
        self.fit_axis()

    def set_axis_width(self, pixels: int) -> None:
        """Set the width of the vertical axis."""
        self._axes["left"].setWidth(pixels)

    @Slot()
    def fit_axis(self) -> None:
        """Let the vertical axis be as wide as its label and the texts of its ticks need it."""
        self._need_width(0)

    @Slot()
    def _widen_axis(self) -> None:
        """Let the vertical axis be wide enough. It becomes narrower only with `fit_axis`: if it did
        with each new range, it would move the curves."""
        self._need_width(self._needed_width)

    def _need_width(self, least: int) -> None:
        metrics = self.fontMetrics()
        usual = metrics.horizontalAdvance(_USUAL_TICK) + int(_LABEL_LINES * metrics.height())
        needed = max(least, usual, self._axes["left"].needed_width)
        if needed != self._needed_width:
            self._needed_width = needed
            self.needed_width_changed.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Emit that the pointer has left the plot."""
        self.hovered.emit(None)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the label of the axis so that it has room."""
        super().resizeEvent(event)
        if hasattr(self, "_hint"):
            self._write_label()
            self.fit_axis()

    @Slot()
    def _place_hint(self) -> None:
        """Keep the sentence of an empty plot between its axes."""
        inner = self.mapFromScene(self._view.sceneBoundingRect()).boundingRect()
        self._hint.setGeometry(inner.adjusted(_AROUND, _AROUND, -_AROUND, -_AROUND))

    def _write_label(self) -> None:
        """Label the axis of the values: in a low plot, in two lines of small text, and without the
        unit only where these have no room."""
        text, axis = f"{self.quantity.name} ({self.unit})", self._axes["left"]
        room = self.height() - 2 * LABEL_MARGIN
        small = number_font(self.font(), TextSize.SMALL)
        if self.fontMetrics().horizontalAdvance(f"{text} ") <= room:
            axis.set_lines([text], self.font())
            return
        metrics, parts = QFontMetrics(small), halves(text, QFontMetrics(small))
        fits = max(map(metrics.horizontalAdvance, parts)) <= room
        axis.set_lines(parts if fits else [self.quantity.name], small)

    def _set_up(self) -> None:
        plot = self.getPlotItem()
        for side in ("left", "bottom", "right", "top"):
            # Otherwise each new range would lay out the labels again.
            plot.getAxis(side).enableAutoSIPrefix(False)
        self.fit_font()
        for axis in self._axes.values():
            # A grid of the main ticks alone, and without alpha, takes a fifth of the time.
            axis.setStyle(maxTickLevel=0)
            axis.setGrid(255)
            axis.setZValue(-1000)  # the grid stands behind the curves
            axis.setCacheMode(_CACHED)
        plot.layout.setContentsMargins(1, 1, END_MARGIN, 1)
        plot.hideButtons()
        for item in (plot, self._view):
            # They paint nothing themselves, so that Qt does not have to call Python for it.
            item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        plot.disableAutoRange()
        self._view.setLimits(minXRange=0.01)
        self._view.moved.connect(self._stay_near_zero)
        self._view.moved.connect(self.moved)
        self._view.handle_dragged.connect(self.handle_dragged)
        self._view.sigResized.connect(self._place_hint)
        self._view.sigResized.connect(self.fit_axis)
        self._view.sigYRangeChanged.connect(self._widen_axis)
        self.scene().sigMouseMoved.connect(self._hover)

    @Slot(bool)
    def _stay_near_zero(self, values: bool) -> None:
        """Leave little room below 0, where no value is, unless the axis is logarithmic."""
        low, high = self.viewRange()[1]
        least = -_BELOW_ZERO * (high - low)
        if values and low < least and not self._axes["left"].logarithmic:
            self._view.setYRange(least, high + least - low, padding=0)

    def _hover(self, position: QPointF) -> None:
        view = self._view
        inside = view.sceneBoundingRect().contains(position)
        grabs = inside and view.moment.is_at(view.mapFromScene(position))
        shape = Qt.CursorShape.SizeHorCursor if grabs else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)
        self.hovered.emit(view.mapSceneToView(position).x() if inside else None)
