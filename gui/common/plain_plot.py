"""A plot with axes in the colors and the font of the window, for figures that are not zoomed."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGraphicsItem

from gui.common.accessibility import Role
from gui.common.enlargement import set_text_size
from gui.common.focus_frame import show_focus
from gui.common.plot_axis import END_MARGIN, PlotAxis
from gui.common.theme import TextSize, theme_of

_BOTTOM_LINES = 2.4
"""The height of the horizontal axis, with its label, in lines."""
_GRID_SHARE = 0.12


def color_axes(plot: pg.PlotWidget, axes: dict[str, PlotAxis]) -> None:
    """Give the background and the axes of a plot the colors of its palette."""
    theme, palette = theme_of(plot), plot.palette()
    text = palette.color(palette.ColorRole.Text)
    plot.setBackground(palette.color(palette.ColorRole.Base))
    for axis in axes.values():
        axis.setPen(text)
        axis.setTextPen(text)
        axis.setTickPen(pg.mkPen(theme.faint(text.name(), palette, share=_GRID_SHARE), width=1))


class PlainPlot(pg.PlotWidget):
    """Shows what is added to it, between two labeled axes; the mouse does not move it.

    Whoever adds items sets the ranges with `setRange(xRange=…, yRange=…, padding=0)`, and gives the
    items their colors whenever `colors_changed` is emitted.
    """

    accessible_role = Role.Chart

    colors_changed = Signal()
    """Emitted when the palette or the font is another one."""

    def __init__(self, object_name: str, title: str, bottom: str, left: str) -> None:
        """`title` is for assistive technology; `bottom` and `left` label the axes, with units."""
        self._axes = {side: PlotAxis(side) for side in ("left", "bottom")}
        super().__init__(enableMenu=False, axisItems=self._axes)
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self._labels = bottom, left
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        plot = self.getPlotItem()
        for side in ("left", "bottom", "right", "top"):
            plot.getAxis(side).enableAutoSIPrefix(False)
        for axis in self._axes.values():
            axis.setStyle(maxTickLevel=0)
            axis.setGrid(255)
            axis.setZValue(-1000)  # the grid stands behind the items
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        plot.layout.setContentsMargins(1, 1, END_MARGIN, 1)
        plot.disableAutoRange()
        show_focus(self)
        set_text_size(self, TextSize.SMALL)
        plot.getViewBox().sigYRangeChanged.connect(self._fit_axis)
        self._fit()

    def set_labels(self, bottom: str, left: str) -> None:
        """Label the axes anew."""
        if (bottom, left) != self._labels:
            self._labels = bottom, left
            self._fit()

    def set_logarithmic(self, *, bottom: bool = False, left: bool = False) -> None:
        """Set which axes show powers of ten: the items are at the logarithms of their values."""
        self._axes["bottom"].set_logarithmic(logarithmic=bottom)
        self._axes["left"].set_logarithmic(logarithmic=left)

    def changeEvent(self, event: QEvent) -> None:
        """Use the colors of a new palette, and the size of a new font."""
        super().changeEvent(event)
        changes = {QEvent.Type.PaletteChange, QEvent.Type.FontChange}
        if event.type() in changes and hasattr(self, "_labels"):
            self._fit()
            self.colors_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the labels beside the middle of their axes."""
        super().resizeEvent(event)
        if hasattr(self, "_labels"):
            self._fit_axis()

    def _fit(self) -> None:
        bottom, left = self._labels
        color_axes(self, self._axes)
        for axis in self._axes.values():
            axis.setStyle(tickFont=self.font())
        self._axes["bottom"].label.setFont(self.font())
        self._axes["bottom"].setLabel(bottom)
        self._axes["bottom"].setHeight(int(_BOTTOM_LINES * self.fontMetrics().height()))
        self._axes["left"].set_lines([left], self.font())
        self._fit_axis()

    def _fit_axis(self) -> None:
        self._axes["left"].setWidth(self._axes["left"].needed_width)
