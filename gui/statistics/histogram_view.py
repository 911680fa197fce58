"""The histograms of a layer of one run against the epochs, as a map of shades."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.foundation.percent import percent
from gui.common.accessibility import Role, report_contents
from gui.common.elided_label import ElidedLabel
from gui.common.enlargement import set_text_size
from gui.common.plain_plot import PlainPlot
from gui.common.plot_menu import PlotMenu, Row
from gui.common.theme import TIGHT, TextSize, theme_of
from gui.common.widgets import named, vbox
from gui.statistics.statistics_requests import LEAST_SHARE, layer_of

if TYPE_CHECKING:
    from gui.statistics.statistics_requests import StatisticsPage

_TIP = (
    "Each column is the histogram at the end of an epoch: the more a color stands out from "
    "the background, the more values it stands for. The context menu saves it."
)
_LINES = 12
"""The least height of a map, in lines of text."""
_BAR = 16
"""The width of the bar of the scale, in heights of a line."""
_STRONG = 0.75
"""The place of the color of the hue; the strongest one is that of the text."""


def shade_colors(widget: QWidget) -> npt.NDArray[np.uint8]:
    """Return the 256 colors of the shades, (256, 3): from the background to the text."""
    palette = widget.palette()
    base, text = palette.base().color(), palette.text().color()
    stops = np.array([_rgb(each) for each in (base, QColor(theme_of(widget).training), text)])
    places = np.linspace(0.0, 1.0, 256)
    channels = [np.interp(places, (0.0, _STRONG, 1.0), stops[:, number]) for number in range(3)]
    colors: npt.NDArray[np.uint8] = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    return colors


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


class HistogramView(QWidget):
    """Shows the map of one run below its title."""

    def __init__(self, number: int) -> None:
        """`number` is 1 for the run, and 2 for the one that it is compared with."""
        super().__init__()
        self._page: StatisticsPage | None = None
        self._run = number - 1
        self._title = named(ElidedLabel(), f"histogramTitle{number}")
        self._plot = PlainPlot(f"histogramMap{number}", "Histograms against epochs", "Epoch", "")
        self._image = pg.ImageItem(axisOrder="col-major")
        self._image.setZValue(-2000)  # behind the grid
        self._plot.addItem(self._image)
        self._plot.setToolTip(_TIP)
        self._plot.colors_changed.connect(self._color)
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._plot.setMinimumHeight(_LINES * self.fontMetrics().height())
        self.setLayout(vbox(self._title, (self._plot, 1), spacing=TIGHT))
        self._color()

    def add_menu(self, menu: PlotMenu) -> None:
        """Give the plot its context menu."""
        menu.add(self._plot, "histograms", self._table, lambda: [self._title, self._plot])

    def show_page(self, page: "StatisticsPage", title: str) -> None:
        """Show the map of a page."""
        self._page = page
        self._title.setText(title)
        shades, (low, high) = page.shades[self._run], page.values
        self._plot.set_labels("Epoch", page.request.quantity.axis)
        self._plot.setRange(xRange=(0, page.epochs), yRange=(low, high), padding=0)
        self._image.setVisible(shades is not None)
        if shades is not None:
            self._image.setImage(shades, autoLevels=False, levels=(0, 255))
            self._image.setRect(QRectF(0, low, page.epochs, high - low))
        report_contents(self._plot)

    def _color(self) -> None:
        self._image.setLookupTable(shade_colors(self._plot))

    def _table(self) -> list[Row]:
        """Return the counts of all bins of all epochs."""
        rows: list[Row] = [("epoch", "from", "to", "count")]
        page = self._page
        for statistics in page.statistics[self._run] if page is not None else ():
            assert page is not None
            layer = layer_of(statistics, page.request.layer)
            if layer is not None:
                histogram = getattr(layer, page.request.quantity.key)
                ends = zip(histogram.edges[:-1], histogram.edges[1:], histogram.counts, strict=True)
                rows += [
                    (statistics.epoch, float(low), float(high), int(count))
                    for low, high, count in ends
                ]
        return rows


class ShareScale(QWidget):
    """Shows which color stands for which share of the values, on a logarithmic scale."""

    accessible_role = Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self._texts = "", ""
        self.setObjectName("shareScale")
        self.setAccessibleName("Scale of the colors")
        self.setToolTip(
            "The share of the values that are in one of 100 rows of the map, on a logarithmic "
            "scale. Where there are none, the map has the color of the background."
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_text_size(self, TextSize.SMALL)

    def show_largest(self, share: float) -> None:
        """Show the scale that ends at a share."""
        largest = max(share, 10 * LEAST_SHARE)
        self._texts = percent(LEAST_SHARE, 3), percent(largest, 1 if largest > 0.01 else 3)
        self.updateGeometry()
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the ends of the scale."""
        return " to ".join(self._texts)

    def sizeHint(self) -> QSize:
        """Return a line of text, with the bar between the texts."""
        metrics = self.fontMetrics()
        texts = sum(metrics.horizontalAdvance(text) for text in self._texts)
        return QSize(texts + _BAR * metrics.height() // 2 + 2 * TIGHT, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar between the texts."""
        painter, metrics = QPainter(self), self.fontMetrics()
        least, most = self._texts
        left = metrics.horizontalAdvance(least) + TIGHT
        width = self.width() - left - metrics.horizontalAdvance(most) - TIGHT
        painter.drawText(0, metrics.ascent(), least)
        painter.drawText(left + width + TIGHT, metrics.ascent(), most)
        colors = np.ascontiguousarray(shade_colors(self)[1:])
        bar = QImage(colors.data, len(colors), 1, colors.nbytes, QImage.Format.Format_RGB888)
        painter.drawImage(QRectF(left, 1, width, self.height() - 2), bar)
        painter.setPen(self.palette().mid().color())
        painter.drawRect(left, 0, width, self.height() - 1)
        painter.end()
