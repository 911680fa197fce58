"""Marks at the edge of a plot for the values of its curves that are not in view."""

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem

from core.plots.limits import Limits
from core.plots.outside import Peak, Values, peaks_outside
from gui.training.curves.mark_labels import MarkLabels

_LAYER = 16
"""The z-value of the marks: above all lines."""
_SIDE, _GAP = 8.0, 3.0
"""Pixels: the width of a triangle, and from it to its text."""
_APART = 60.0
"""Pixels between two marks: closer ones become one mark."""
_MOST = 3
"""The most marks at either edge."""


class OutsideMarks:
    """Draws a triangle where a curve leaves the plot, with the farthest value that it has there.

    Qt paints its own items without calling Python, as in `curve`.
    """

    def __init__(self, view: pg.ViewBox, text_of: Callable[[float], str]) -> None:
        self._view, self._text_of = view, text_of
        self.peaks: list[Peak] = []
        """The marks, as they were drawn last."""
        self._triangles = QGraphicsPathItem(view)
        self._triangles.setZValue(_LAYER)
        self._labels = MarkLabels(view, _LAYER)
        self._top = 0.0
        view.sigRangeChanged.connect(self._lay_out_if_any)
        view.sigResized.connect(self._lay_out_if_any)

    def set_look(self, color: QColor, font: QFont) -> None:
        """Set the color, and write the texts in the small size of a font."""
        self._triangles.setPen(pg.mkPen(None))
        self._triangles.setBrush(color)
        self._labels.set_color(color)
        self._labels.set_font(font)

    def texts(self) -> list[str]:
        """Return the texts beside the triangles."""
        return self._labels.texts()

    def show(self, lines: Sequence[tuple[Values, Values]], limits: Limits | None) -> None:
        """Mark the values of some lines that are outside of the limits of the axis, in view of the
        other axis; None for no marks."""
        peaks = [] if limits is None else self._find(lines, limits)
        if peaks or self.peaks:
            self.peaks = peaks
            for number, peak in enumerate(peaks):
                self._labels.label(number).setText(self._text_of(peak.value))
            self._lay_out()

    def keep_below(self, rows: int) -> None:
        """Leave so many rows of text free at the upper edge."""
        height = self._view.getViewWidget().fontMetrics().height() if rows else 0
        self._top = float(rows * height)

    def _find(self, lines: Sequence[tuple[Values, Values]], limits: Limits) -> list[Peak]:
        low, high = limits
        if all(not len(y) or (y.max() <= high and y.min() >= low) for _, y in lines):
            return []
        x, y = (np.concatenate(parts) for parts in zip(*lines, strict=True))
        left, right = self._view.viewRange()[0]
        shown = np.flatnonzero((left <= x) & (x <= right))
        order = shown[np.argsort(x[shown], kind="stable")]
        gap = _APART * (right - left) / max(float(self._view.width()), 1.0)
        return peaks_outside(x[order], y[order], limits, gap, _MOST)

    def _lay_out_if_any(self) -> None:
        """Keep the marks at their places on the axis when its range or the view has changed."""
        if self.peaks:
            self._lay_out()

    def _lay_out(self) -> None:
        (left, right), _ = self._view.viewRange()
        width, height = float(self._view.width()), float(self._view.height())
        path = QPainterPath()
        for number, peak in enumerate(self.peaks):
            column = (peak.position - left) / (right - left) * width
            column = min(max(column, _SIDE / 2), width - _SIDE / 2)
            edge, inner = (1.0, 1.0 + _SIDE) if peak.above else (height - 1, height - 1 - _SIDE)
            if peak.above:
                edge, inner = edge + self._top, inner + self._top
            corners = [(column, edge), (column - _SIDE / 2, inner), (column + _SIDE / 2, inner)]
            path.addPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
            path.closeSubpath()
            label = self._labels.label(number)
            box = label.boundingRect()
            beside = column + _SIDE / 2 + _GAP
            if beside + box.width() > width:
                beside = column - _SIDE / 2 - _GAP - box.width()
            middle = (edge + inner - box.height()) / 2
            label.setPos(beside, min(max(middle, self._top), height - box.height()))
            label.show()
        self._triangles.setPath(path)
        self._labels.hide_from(len(self.peaks))
