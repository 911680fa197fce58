"""Plots of the activation, its derivative and the loss, with the image marked on them."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from core.foundation.number_text import number_text
from gui.common.enlargement import line_width
from gui.common.plain_plot import PlainPlot
from gui.common.plot_menu import PlotMenu, Row
from gui.common.theme import SPACING, theme_of
from gui.common.widgets import hbox, heading, named, vbox

if TYPE_CHECKING:
    from core.inside.operating_points import ActivationCurve, LossCurve

_LINES = 12
"""The height of a plot, in lines of text."""
_NARROW = 56
"""The width below which the plots are one above the other, in heights of a line."""
_MOST_UNITS = 300
_DOT, _CHOSEN = 5, 11
"""Pixels."""
_ROOM = 0.08
"""The part of an axis of values that is free above and below its curves."""


class OperatingPointsView(QWidget):
    """Shows where the units of a layer and the loss of the image are on their curves."""

    def __init__(self) -> None:
        super().__init__()
        self._activation: ActivationCurve | None = None
        self._unit: int | None = None
        self._loss: LossCurve | None = None
        self._units_note = named(QLabel(wordWrap=True), "activationNote")
        self._loss_note = named(QLabel(wordWrap=True), "lossNote")
        self._units_plot = PlainPlot(
            "activationPlot", "Activation and its derivative", "sum z", "f(z) and f′(z)"
        )
        self._loss_plot = PlainPlot("lossOfSumPlot", "Loss against a sum", "sum a", "loss L")
        self._units_plot.setToolTip("Each dot is a unit of the layer, for this image.")
        self._loss_plot.setToolTip("The dot is this image, with the sum that it has now.")
        self._units_side = QWidget()
        self._units_side.setLayout(vbox(self._units_plot, self._units_note, None))
        loss_side = QWidget()
        loss_side.setLayout(vbox(self._loss_plot, self._loss_note, None))
        self._parts = hbox((self._units_side, 1), (loss_side, 1), spacing=2 * SPACING)
        self.setLayout(vbox(heading("Activation, derivative and loss for this image"), self._parts))
        for plot in (self._units_plot, self._loss_plot):
            plot.colors_changed.connect(self._draw)
            plot.setMinimumWidth(16 * self.fontMetrics().height())

    def add_menu(self, menu: PlotMenu) -> None:
        """Give the plots their context menu."""
        menu.add(self._units_plot, "activation", self._activation_table)
        menu.add(self._loss_plot, "loss", self._loss_table)

    def show_points(
        self,
        activation: "ActivationCurve | None",
        layer: int,
        unit: int | None,
        loss: "LossCurve",
        digit: int,
    ) -> None:
        """Show the units of a hidden layer, one of them chosen, and the loss; None without one."""
        self._activation, self._unit, self._loss = activation, unit, loss
        self._units_side.setVisible(activation is not None)
        if activation is not None:
            self._units_note.setText(_units_text(activation, layer, unit))
        self._loss_note.setText(
            f"The loss of this image if only the sum a of digit {digit} were different. The dot "
            f"is this image; the slope there is its δ, {number_text(loss.slope)}."
        )
        self._loss_plot.set_labels(f"sum a of digit {digit}", "loss L")
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots side by side where there is room."""
        super().resizeEvent(event)
        line = self.fontMetrics().height()
        narrow = self.width() < _NARROW * line
        direction = QBoxLayout.Direction
        self._parts.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        for plot in (self._units_plot, self._loss_plot):
            plot.setFixedHeight(_LINES * line)

    @Slot()
    def _draw(self) -> None:
        if self._activation is not None:
            self._draw_units(self._activation)
        if self._loss is not None:
            self._draw_loss(self._loss)

    def _draw_units(self, curve: "ActivationCurve") -> None:
        plot, theme = self._units_plot, theme_of(self)
        plot.clear()
        training, validation = QColor(theme.training), QColor(theme.validation)
        plot.plot(curve.sums, curve.outputs, pen=_pen(training))
        plot.plot(curve.sums, curve.slopes, pen=_pen(validation, Qt.PenStyle.DashLine))
        shown = _spread(curve.unit_sums)
        _add_dots(plot, curve.unit_sums[shown], curve.unit_outputs[shown], training)
        _add_dots(plot, curve.unit_sums[shown], curve.unit_slopes[shown], validation)
        if self._unit is not None:
            for values, color in (
                (curve.unit_outputs, training),
                (curve.unit_slopes, validation),
            ):
                place = curve.unit_sums[[self._unit]], values[[self._unit]]
                _add_dots(plot, *place, color, _CHOSEN, self.palette().text().color())
        _set_range(plot, curve.sums, np.concatenate([curve.outputs, curve.slopes]))

    def _draw_loss(self, curve: "LossCurve") -> None:
        plot, theme = self._loss_plot, theme_of(self)
        plot.clear()
        color = QColor(theme.training)
        if np.isfinite(curve.losses).all():
            plot.plot(curve.sums, curve.losses, pen=_pen(color))
            place = np.array([curve.sum]), np.array([curve.loss])
            _add_dots(plot, *place, color, _CHOSEN, self.palette().text().color())
            _set_range(plot, curve.sums, curve.losses)

    def _activation_table(self) -> list[Row]:
        rows: list[Row] = [("unit", "sum z", "f(z)", "f′(z)")]
        curve = self._activation
        if curve is not None:
            columns = (curve.unit_sums, curve.unit_outputs, curve.unit_slopes)
            rows += [
                (unit, *map(float, values))
                for unit, values in enumerate(zip(*columns, strict=True))
            ]
        return rows

    def _loss_table(self) -> list[Row]:
        rows: list[Row] = [("sum a", "loss")]
        curve = self._loss
        if curve is not None:
            pairs = zip(curve.sums, curve.losses, strict=True)
            rows += [(float(place), float(loss)) for place, loss in pairs]
        return rows


def _units_text(curve: "ActivationCurve", layer: int, unit: int | None) -> str:
    shown, units = len(_spread(curve.unit_sums)), len(curve.unit_sums)
    dots = f"{shown:,} of its {units:,} units" if shown < units else "its units"
    text = (
        f"Activation f of hidden layer {layer + 1} (solid) and its derivative f′ (dashed). The "
        f"dots are {dots}"
    )
    if unit is None:
        return f"{text}."
    z, f, slope = (
        number_text(float(each[unit]))
        for each in (curve.unit_sums, curve.unit_outputs, curve.unit_slopes)
    )
    return f"{text}, the large ones unit {unit}: z = {z}, f(z) = {f}, f′(z) = {slope}."


def _spread(sums: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
    """Choose units that are to be shown: those with a sum, at most 300, spread over all sums."""
    order: npt.NDArray[np.intp] = np.argsort(sums)
    order = order[np.isfinite(sums[order])]
    if len(order) <= _MOST_UNITS:
        return order
    chosen = np.linspace(0, len(order) - 1, _MOST_UNITS).round().astype(np.intp)
    return order[chosen]


def _add_dots(
    plot: PlainPlot,
    x: npt.NDArray[np.floating],
    y: npt.NDArray[np.floating],
    color: QColor,
    size: int = _DOT,
    frame: QColor | None = None,
) -> None:
    pen = pg.mkPen(frame, width=line_width(1)) if frame is not None else None
    plot.addItem(pg.ScatterPlotItem(x=x, y=y, size=size, pen=pen, brush=color))


def _pen(color: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(color, line_width(1), style)
    pen.setCosmetic(True)
    return pen


def _set_range(plot: PlainPlot, x: npt.NDArray[np.floating], y: npt.NDArray[np.floating]) -> None:
    low, high = float(y.min()), float(y.max())
    room = _ROOM * (high - low) or 1.0
    plot.setRange(xRange=(x[0], x[-1]), yRange=(low - room, high + room), padding=0)
