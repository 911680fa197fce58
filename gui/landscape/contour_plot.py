"""The contours of a landscape, with the paths of runs."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Slot

from core.landscape.contours import finer, shown_losses
from core.landscape.landscape import Landscape
from core.landscape.plane import Values
from gui.common.accessibility import report_contents
from gui.common.enlargement import line_width
from gui.common.plain_plot import PlainPlot
from gui.common.plot_menu import Row
from gui.common.theme import theme_of
from gui.landscape.landscape_requests import LandscapeResult

COLOR_MAP = "cividis"
"""A color map for all kinds of color vision; it is dark where the loss is low."""
OWN_COLOR = "#ff8a3c"
"""The path of the network's own run, on all colors of the map."""
_COLORS, _FINER = 256, 5
_LABELED = 3
"""Every so many contours have a label."""
_LINE, _PAPER, _INK = (255, 255, 255, 150), (255, 255, 255), (0, 0, 0)
_SHADE = (0, 0, 0, 150)
"""Behind the labels, so that they can be read on light colors."""
_LINES, _WIDTH = 20, 26
"""The size in lines of text."""


class ContourPlot(PlainPlot):
    """Shows the loss as colors, with contours, the paths, and a star at the network."""

    def __init__(self) -> None:
        super().__init__("landscapePlot", "Contours of the loss", "", "")
        self.setToolTip(
            "The loss around the network, which is at the star. Dark is low; from one line to the "
            "next, the loss changes by the same factor. Dots are the moments of a path."
        )
        self._result: LandscapeResult | None = None
        self._image = pg.ImageItem()
        self._image.setLookupTable(pg.colormap.get(COLOR_MAP).getLookupTable(nPts=_COLORS))
        self._shown: list[pg.GraphicsObject] = []
        self._texts: list[pg.TextItem] = []
        self.addItem(self._image)
        self.colors_changed.connect(self._set_fonts)

    def show_result(self, result: LandscapeResult) -> None:
        """Show a landscape."""
        self._result, found = result, result.landscape
        for item in self._shown:
            self.removeItem(item)
        self._shown, self._texts = [], []
        self._show_losses(found)
        self._show_contours(result)
        for path, color in zip(found.paths, result.colors, strict=True):
            self._show_path(path.x, path.y, self.color_of(color))
        self._add(
            pg.ScatterPlotItem([0.0], [0.0], symbol="star", size=16, pen=_INK, brush=_PAPER), 6
        )
        self.set_labels(*(label[0].upper() + label[1:] for label in found.labels))
        ends = [(float(axis[0]), float(axis[-1])) for axis in (found.x, found.y)]
        self.setRange(xRange=ends[0], yRange=ends[1], padding=0)
        self._set_fonts()
        report_contents(self)

    def color_of(self, number: int | None) -> str:
        """Return the color of a path."""
        return OWN_COLOR if number is None else theme_of(self).runs[number]

    def accessible_contents(self) -> str:
        """Return the loss at the network, and the lowest and the highest one."""
        if self._result is None:
            return ""
        found = self._result.landscape
        shown = shown_losses(found.losses)
        return (
            f"The {found.sample} loss is {found.center:.3g} at the network, and from "
            f"{shown.min():.3g} to {shown.max():.3g} around it."
        )

    def table(self) -> list[Row]:
        """Return the loss at each point of the grid."""
        rows: list[Row] = [("x", "y", "loss")]
        if self._result is not None:
            found = self._result.landscape
            x, y = np.meshgrid(found.x, found.y)
            columns = (each.ravel().tolist() for each in (x, y, found.losses))
            rows += zip(*columns, strict=True)
        return rows

    def sizeHint(self) -> QSize:
        """Return some lines of text."""
        line = self.fontMetrics().height()
        return QSize(_WIDTH * line, _LINES * line)

    def minimumSizeHint(self) -> QSize:
        """Return two thirds of that."""
        return self.sizeHint() * 2 / 3

    def _show_losses(self, found: Landscape) -> None:
        logarithms = finer(np.log(shown_losses(found.losses)), _FINER)
        ends = float(logarithms.min()), float(logarithms.max())
        self._image.setImage(logarithms, levels=(ends[0], max(ends[1], ends[0] + 1e-9)))
        # The value of a point is in the middle of its pixel.
        (left, width), (low, height) = (
            _extent(axis, count)
            for axis, count in zip((found.x, found.y), reversed(logarithms.shape), strict=True)
        )
        self._image.setRect(QRectF(left, low, width, height))

    def _show_contours(self, result: LandscapeResult) -> None:
        for number, contour in enumerate(result.contours):
            pen = pg.mkPen(_LINE, width=line_width(1))
            self._add(pg.PlotCurveItem(contour.x, contour.y, pen=pen, connect="finite"), 2)
            longest = _middle_of_longest(contour.x)
            if number % _LABELED == 0 and longest is not None:
                text = pg.TextItem(
                    f"{contour.loss:.3g}", color=_PAPER, anchor=(0.5, 0.5), fill=_SHADE
                )
                text.setPos(contour.x[longest], contour.y[longest])
                self._texts.append(text)
                self._add(text, 3)

    def _show_path(self, x: Values, y: Values, color: str) -> None:
        below = pg.mkPen(_PAPER, width=line_width(4))
        self._add(pg.PlotCurveItem(x, y, pen=below), 4)
        pen = pg.mkPen(color, width=line_width(2))
        dots = {"symbol": "o", "symbolSize": 5, "symbolBrush": color, "symbolPen": None}
        self._add(pg.PlotDataItem(x, y, pen=pen, **dots), 5)

    def _add(self, item: pg.GraphicsObject, height: int) -> None:
        item.setZValue(height)
        self._shown.append(item)
        # A path may lead out of the picture: only the grid decides what is shown.
        self.addItem(item, ignoreBounds=True)

    @Slot()
    def _set_fonts(self) -> None:
        for text in self._texts:
            text.setFont(self.font())


def _extent(axis: Values, count: int) -> tuple[float, float]:
    """Return the left edge and the width of `count` pixels whose first and last are at the ends."""
    step = float(axis[-1] - axis[0]) / (count - 1)
    return float(axis[0]) - step / 2, step * count


def _middle_of_longest(x: Values) -> int | None:
    """Return the index in the middle of the longest line; None where there is no line."""
    ends = np.flatnonzero(np.isnan(x))
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts
    longest = int(lengths.argmax())
    return int(starts[longest] + lengths[longest] // 2) if lengths[longest] else None
