"""A number of each layer against the epochs, of one run or of two."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui.common.enlargement import line_width, set_text_size
from gui.common.plain_plot import PlainPlot
from gui.common.plot_menu import PlotMenu, Row
from gui.common.theme import TIGHT, TextSize, theme_of
from gui.common.widgets import named, vbox
from gui.statistics.statistics_requests import OUTPUT, Line

if TYPE_CHECKING:
    from gui.statistics.statistics_requests import StatisticsPage

_TIP = "A line for each layer, at the ends of epochs. The context menu saves it."
_LINES = 12
"""The least height of the plot, in lines of text."""
_ROOM = 0.05
"""The part of the axis that is free above and below the lines."""
_WIDE_POINTS = 1000
"""The most points of lines that are 2 pixels wide: Qt paints narrow ones in a tenth of the time."""
_STYLES = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine


def layer_name(layer: int) -> str:
    """Return what a layer is called."""
    return "Output" if layer == OUTPUT else f"Hidden {layer + 1}"


class NumberPlot(QWidget):
    """Shows a line for each layer; those of the second run are dashed."""

    def __init__(self) -> None:
        super().__init__()
        self._page: StatisticsPage | None = None
        self._titles: Sequence[str] = ()
        self._curves: list[pg.PlotCurveItem] = []
        self._legend = named(QLabel(wordWrap=True), "numberLegend")
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        set_text_size(self._legend, TextSize.SMALL)
        self._plot = PlainPlot("numberPlot", "Numbers of the layers against epochs", "Epoch", "")
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._plot.setMinimumHeight(_LINES * self.fontMetrics().height())
        self._plot.setToolTip(_TIP)
        self._plot.colors_changed.connect(self._draw)
        self.setLayout(vbox(self._legend, (self._plot, 1), spacing=TIGHT))

    def add_menu(self, menu: PlotMenu) -> None:
        """Give the plot its context menu."""
        menu.add(self._plot, "statistics", self._table, lambda: [self._legend, self._plot])

    def show_page(self, page: "StatisticsPage", titles: Sequence[str]) -> None:
        """Show the lines of a page, whose runs have these titles."""
        self._page, self._titles = page, titles
        self._draw()

    def _draw(self) -> None:
        page, plot = self._page, self._plot
        if page is None:
            return
        quantity = page.request.quantity
        plot.set_labels("Epoch", quantity.axis)
        plot.set_logarithmic(left=quantity.logarithmic)
        shown = []
        self._make_curves(len(page.lines))
        width = 2 if sum(len(line.epochs) for line in page.lines) <= _WIDE_POINTS else 1
        for line, curve in zip(page.lines, self._curves, strict=True):
            heights = _heights(line.values, logarithmic=quantity.logarithmic)
            known = np.isfinite(heights)
            shown.append(heights[known])
            curve.setPen(self._pen(line, width))
            curve.setData(line.epochs[known], heights[known])
        low, high = _ends(shown, share=quantity.share)
        plot.setRange(xRange=(0, page.epochs), yRange=(low, high), padding=0)
        self._legend.setText(self._legend_text())

    def _make_curves(self, count: int) -> None:
        """Have so many curves: making one takes much longer than changing one."""
        while len(self._curves) > count:
            self._plot.removeItem(self._curves.pop())
        while len(self._curves) < count:
            self._curves.append(pg.PlotCurveItem())
            self._plot.addItem(self._curves[-1])

    def _pen(self, line: Line, width: int) -> QPen:
        pen = QPen(self._color(line.layer), line_width(width), _STYLES[line.run])
        pen.setCosmetic(True)
        return pen

    def _color(self, layer: int) -> QColor:
        colors = theme_of(self).runs
        return QColor(colors[layer % (len(colors) - 1)] if layer != OUTPUT else colors[-1])

    def _legend_text(self) -> str:
        assert self._page is not None
        layers = dict.fromkeys(line.layer for line in self._page.lines)
        entries = [
            f'<span style="color:{self._color(layer).name()}">━━</span> {layer_name(layer)}'
            for layer in layers
        ]
        if len(self._titles) > 1:
            kinds = zip(("solid", "dashed"), self._titles, strict=True)
            entries += [f"{kind}: {_escaped(title)}" for kind, title in kinds]
        return " &nbsp; ".join(entries)

    def _table(self) -> list[Row]:
        rows: list[Row] = [("run", "layer", "epoch", "value")]
        for line in self._page.lines if self._page is not None else ():
            title, layer = self._titles[line.run], layer_name(line.layer)
            pairs = zip(line.epochs, line.values, strict=True)
            rows += [(title, layer, int(epoch), float(value)) for epoch, value in pairs]
        return rows


def _heights(values: npt.NDArray[np.float64], *, logarithmic: bool) -> npt.NDArray[np.float64]:
    """Return the places of values on the axis; not a number where there is none."""
    if not logarithmic:
        return values
    heights = np.full_like(values, np.nan)
    np.log10(values, out=heights, where=values > 0)
    return heights


def _ends(heights: Sequence[npt.NDArray[np.float64]], *, share: bool) -> tuple[float, float]:
    if share:
        return 0.0, 100.0
    values = np.concatenate([np.empty(0), *heights])
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    room = _ROOM * (high - low) or 0.5
    return low - room, high + room


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
