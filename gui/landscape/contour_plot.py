"""The contours of a landscape, with the paths of runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
from gui.landscape.contour_labels import Label, Points, place_label, points_along
from gui.landscape.landscape_requests import LandscapeResult

if TYPE_CHECKING:
    from core.landscape.contours import Contour
    from core.landscape.landscape import ProjectedPath

COLOR_MAP = "cividis"
"""A color map for all kinds of color vision; it is dark where the loss is low."""
OWN_COLOR = "#ff8a3c"
"""The path of the network's own run, on all colors of the map."""
_COLORS, _FINER = 256, 3
_LABELED = 3
"""Every so many contours have a label."""
_LINE, _PAPER, _INK = (255, 255, 255, 150), (255, 255, 255), (0, 0, 0)
_SHADE = (0, 0, 0, 150)
"""Behind the labels, so that they can be read on light colors."""
_LABELS, _PATHS, _STAR = 2, 3, 6
"""The order in which the items lie above the losses and the contours."""
_AT_STAR = np.zeros(1), np.zeros(1)
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
        self._lines = pg.PlotCurveItem(pen=pg.mkPen(_LINE, width=line_width(1)), connect="finite")
        self._star = pg.ScatterPlotItem(symbol="star", size=16, pen=_INK, brush=_PAPER)
        for height, item in enumerate((self._image, self._lines)):
            self._add(item, height)
        self._add(self._star, _STAR)
        self._labels_of_lines: list[pg.TextItem] = []
        self._paths: list[PathItems] = []
        self.colors_changed.connect(self._set_fonts)
        self.getViewBox().sigResized.connect(self._place_labels)

    def show_result(self, result: LandscapeResult) -> None:
        """Show a landscape."""
        self._result, found = result, result.landscape
        self._show_losses(found)
        self._show_contours(result.contours)
        self._show_paths(result)
        self._star.setData([0.0], [0.0])
        self.set_labels(*(label[0].upper() + label[1:] for label in found.labels))
        ends = [(float(axis[0]), float(axis[-1])) for axis in (found.x, found.y)]
        self.setRange(xRange=ends[0], yRange=ends[1], padding=0)
        self._place_labels()
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

    def _show_contours(self, contours: Sequence["Contour"]) -> None:
        x, y = (np.concatenate([line[axis] for line in contours]) for axis in (1, 2))
        self._lines.setData(x, y)
        labeled = contours[::_LABELED]
        while len(self._labels_of_lines) < len(labeled):
            self._labels_of_lines.append(self._new_label())
        for label in self._labels_of_lines[len(labeled) :]:
            label.hide()
        for label, line in zip(self._labels_of_lines, labeled, strict=False):
            label.setText(f"{line.loss:.3g}")

    @Slot()
    def _place_labels(self) -> None:
        """Put each label on its line, inside the plot and away from the paths."""
        view = self.getViewBox()
        room = float(view.width()), float(view.height())
        if self._result is None or min(room) <= 0:
            return
        paths = [(path.x, path.y) for path in self._result.landscape.paths]
        obstacles = np.concatenate(
            [points_along(self._in_pixels(x, y)) for x, y in (*paths, _AT_STAR)]
        )
        placed: list[Label] = []
        lines = self._result.contours[::_LABELED]
        for label, line in zip(self._labels_of_lines, lines, strict=False):
            box, pixels = label.textItem.boundingRect(), self._in_pixels(line.x, line.y)
            size = box.width(), box.height()
            place = place_label(pixels, size, room, obstacles, placed)
            label.setVisible(place is not None)
            if place is not None:
                label.setPos(line.x[place], line.y[place])
                x, y = pixels[place].tolist()
                placed.append(Label(x, y, *size))

    def _in_pixels(self, x: Values, y: Values) -> Points:
        """Return where points are in the plot, from its upper left corner."""
        view = self.getViewBox()
        (left, right), (low, high) = view.viewRange()
        across = (np.asarray(x, np.float64) - left) / (right - left) * view.width()
        down = (high - np.asarray(y, np.float64)) / (high - low) * view.height()
        return np.stack([across, down], axis=1)

    def _show_paths(self, result: LandscapeResult) -> None:
        paths = result.landscape.paths
        while len(self._paths) < len(paths):
            items = PathItems()
            self._paths.append(items)
            for height, item in enumerate(items.all, start=_PATHS):
                self._add(item, height)
        for items in self._paths[len(paths) :]:
            items.hide()
        for items, path, color in zip(self._paths, paths, result.colors, strict=False):
            items.show(path, self.color_of(color))

    def _new_label(self) -> pg.TextItem:
        label = pg.TextItem(color=_PAPER, anchor=(0.5, 0.5), fill=_SHADE)
        label.setFont(self.font())
        self._add(label, _LABELS)
        return label

    def _add(self, item: pg.GraphicsObject, height: int) -> None:
        item.setZValue(height)
        # A path may lead out of the picture: only the grid decides what is shown.
        self.addItem(item, ignoreBounds=True)

    @Slot()
    def _set_fonts(self) -> None:
        for label in self._labels_of_lines:
            label.setFont(self.font())
        self._place_labels()


class PathItems:
    """A path: a line with an edge, and a dot for each moment."""

    def __init__(self) -> None:
        self._edge = pg.PlotCurveItem(pen=pg.mkPen(_PAPER, width=line_width(4)))
        self._line, self._dots = pg.PlotCurveItem(), pg.ScatterPlotItem(size=5, pen=None)
        self.all = self._edge, self._line, self._dots

    def show(self, path: "ProjectedPath", color: str) -> None:
        """Show a path in a color."""
        self._edge.setData(path.x, path.y)
        self._line.setData(path.x, path.y, pen=pg.mkPen(color, width=line_width(2)))
        self._dots.setData(path.x, path.y, brush=color)
        for item in self.all:
            item.show()

    def hide(self) -> None:
        """Hide the path."""
        for item in self.all:
            item.hide()


def _extent(axis: Values, count: int) -> tuple[float, float]:
    """Return the left edge and the width of `count` pixels whose first and last are at the ends."""
    step = float(axis[-1] - axis[0]) / (count - 1)
    return float(axis[0]) - step / 2, step * count
