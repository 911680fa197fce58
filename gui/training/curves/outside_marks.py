"""Marks at the edge of a plot for the values of its curves that are not in view."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem

from core.plots.limits import Limits
from core.plots.outside import Peak, Values, peaks_outside
from gui.common.enlargement import line_width
from gui.training.curves.mark_labels import MarkLabels

_SIDE, _GAP = 8.0, 3.0
"""Pixels at the normal size: the width of a triangle, and from it to its text."""
_USUAL = "1,234"
"""Marks between which a text of this length has no room become one mark."""
_MOST = 3
"""The most marks at either edge."""


Lines: TypeAlias = tuple[str, Sequence[tuple[Values, Values]]]
"""The points of the lines of a run, with its color; empty for the current training."""


class OutsideMarks:
    """Draws a triangle where a curve leaves the plot, with the farthest value that it has there.

    Qt paints its own items without calling Python, as in `curve`.
    """

    def __init__(self, view: pg.ViewBox, text_of: Callable[[float], str]) -> None:
        self._view, self._text_of = view, text_of
        self.peaks: list[Peak] = []
        """The marks, as they were drawn last, from left to right."""
        self._triangles = QGraphicsPathItem(view)
        """Those of the current training; `_others` has those of other runs, by their colors."""
        self._triangles.setZValue(16)
        self._others: dict[str, QGraphicsPathItem] = {}
        self._labels = MarkLabels(self._triangles)
        self._color = QColor()
        self._colors: dict[Peak, str] = {}
        """The colors of the marks; empty for those of the current training."""
        self._lines: Sequence[Lines] = ()
        self._limits: Limits | None = None
        self._rows = {True: 0, False: 0}
        """The rows of text that are left free at the upper (True) and at the lower edge."""
        self._laid_out: tuple[object, ...] = ()
        """What the marks were laid out for."""
        view.sigRangeChanged.connect(self._update)
        view.sigResized.connect(self._update)

    def set_look(self, color: QColor, paper: QColor, font: QFont) -> None:
        """Set the colors, and write the texts in the small size of a font."""
        self._triangles.setPen(pg.mkPen(None))
        self._triangles.setBrush(color)
        self._color = color
        self._labels.set_colors(color, paper)
        self._labels.set_font(font)
        self._laid_out = ()
        self._update()

    def texts(self) -> list[str]:
        """Return the texts beside the triangles."""
        return self._labels.texts()

    @property
    def height(self) -> float:
        """The height of a mark with its text in pixels."""
        return max(line_width(_SIDE), self._labels.height) + _GAP

    def show(self, lines: Sequence[Lines], limits: Limits | None) -> None:
        """Mark the values of the lines of runs that are outside of the limits of the axis, in view
        of the other axis; None for no marks."""
        self._lines, self._limits = lines, limits
        self._update()

    def leave_free(self, rows: int, *, above: bool) -> None:
        """Leave so many rows of text free at the upper or at the lower edge."""
        self._rows[above] = rows

    def _update(self, *_: object) -> None:
        """Find what is outside anew: in a wider plot, more marks have room."""
        peaks = [] if self._limits is None else self._find_of_runs(self._limits)
        if peaks or self.peaks:
            self.peaks = sorted(peaks, key=lambda peak: peak.position)
            view = self._view
            depends_on = (
                self.peaks,
                {**self._colors},
                view.viewRange()[0],
                view.width(),
                view.height(),
                {**self._rows},
            )
            if depends_on != self._laid_out:
                self._laid_out = depends_on
                self._lay_out()

    def _find_of_runs(self, limits: Limits) -> list[Peak]:
        """Return the marks of all runs: the farthest value of each one first, where it has room."""
        self._colors = {}
        kept: list[Peak] = []
        for most in (1, _MOST):
            for color, lines in self._lines:
                found = self._find(lines, limits, kept)
                for above in (True, False):
                    mine = [p for p in kept if p.above is above and self._colors[p] == color]
                    new = [p for p in found if p.above is above][: most - len(mine)]
                    self._colors.update(dict.fromkeys(new, color))
                    kept += new
        return kept

    @property
    def _room(self) -> float:
        """The distance on the axis between two marks at least."""
        left, right = self._view.viewRange()[0]
        apart = line_width(_SIDE + 2 * _GAP) + self._labels.width(_USUAL)
        return float(apart * (right - left) / max(float(self._view.width()), 1.0))

    def _find(
        self, lines: Sequence[tuple[Values, Values]], limits: Limits, kept: Sequence[Peak]
    ) -> list[Peak]:
        """Return the marks of one run, which stand clear of those that are there already."""
        low, high = limits
        if not lines or all(not len(y) or (y.max() <= high and y.min() >= low) for _, y in lines):
            return []
        x, y = (np.concatenate(parts) for parts in zip(*lines, strict=True))
        left, right = self._view.viewRange()[0]
        shown = np.flatnonzero((left <= x) & (x <= right))
        order = shown[np.argsort(x[shown], kind="stable")]
        for peak in kept:
            outside = y[order] > high if peak.above else y[order] < low
            order = order[~(outside & (np.abs(x[order] - peak.position) < self._room))]
        return peaks_outside(x[order], y[order], limits, self._room, _MOST)

    def _lay_out(self) -> None:
        paths = {"": QPainterPath(), **{color: QPainterPath() for color in self._others}}
        free = {True: float(self._view.width()), False: float(self._view.width())}
        # From right to left: a text that has no room on the right stands on the left.
        for number, peak in enumerate(reversed(self.peaks)):
            label = self._labels.write(number, self._text_of(peak.value))
            place, corners = self._place(peak, label.boundingRect(), free[peak.above])
            label.setPos(place)
            free[peak.above] = min(place.x(), corners[1].x())
            color = self._colors[peak]
            label.setBrush(QColor(color) if color else self._color)
            path = paths.setdefault(color, QPainterPath())
            path.addPolygon(QPolygonF(corners))
            path.closeSubpath()
        for color, path in paths.items():
            self._triangles_of(color).setPath(path)
        self._labels.hide_from(len(self.peaks))

    def _triangles_of(self, color: str) -> QGraphicsPathItem:
        """Return the triangles of the current training, for no color, or of a run."""
        if not color:
            return self._triangles
        if color not in self._others:
            self._others[color] = QGraphicsPathItem(self._view)
            self._others[color].setZValue(16)
            self._others[color].setPen(pg.mkPen(None))
            self._others[color].setBrush(QColor(color))
        return self._others[color]

    def _place(self, peak: Peak, box: QRectF, free: float) -> tuple[QPointF, list[QPointF]]:
        """Return where a text is, wholly inside of the plot and left of `free` if possible, and
        the corners of its triangle, of which the first is at the edge of the plot."""
        (left, right), _ = self._view.viewRange()
        width, height = float(self._view.width()), float(self._view.height())
        side, gap = line_width(_SIDE), line_width(_GAP)
        column = (peak.position - left) / (right - left) * width
        column = min(max(column, side / 2), width - side / 2)
        taken = self._rows[peak.above] * box.height()
        edge, inner = 1.0 + taken, 1.0 + taken + side
        top = max((edge + inner - box.height()) / 2, taken)
        if not peak.above:
            edge, inner, top = height - edge, height - inner, height - top - box.height()
        beside = column + side / 2 + gap
        if beside + box.width() > free:
            beside = max(column - side / 2 - gap - box.width(), 0.0)
        corners = [(column, edge), (column - side / 2, inner), (column + side / 2, inner)]
        return QPointF(beside, top), [QPointF(*corner) for corner in corners]
