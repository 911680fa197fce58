"""The stroke under the pen: a movement costs the end of the curve, however long it is."""

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from gui.drawing.canvas import Canvas
from gui.drawing.curves import HEAVIEST, pieces_between
from gui.drawing.look import PEN
from gui.drawing.pen_stroke import PenStroke

_SETTLES = 4
"""So many of the last points have to do with what a new one changes of the curve."""


class LiveInk:
    """A copy of the canvas with the part of the stroke that no later point can change."""

    def __init__(self, canvas: Canvas, stroke: PenStroke) -> None:
        self.look = canvas.look
        self._stroke = stroke
        self._pixmap = canvas.pixmap.copy()
        self._settled = 0

    def paint(self, painter: QPainter) -> None:
        """Paint all of the pad's ink."""
        stroke = self._stroke
        first = max(self._settled - 1, 0)
        points = stroke.points[first:]
        pressures = np.array(stroke.pressures[first:]) if stroke.has_pressure else None
        begin, end = self._settled - first, len(points) - 1
        tail = max(end - 1, 0)
        if tail > begin:
            onto = QPainter(self._pixmap)
            self.look.take_brush(onto)
            pieces = pieces_between(points, pressures, begin, tail)
            self.look.paint_pieces(onto, pieces, stroke.width)
            onto.end()
            self._settled = first + tail
        painter.drawPixmap(0, 0, self._pixmap)
        self.look.take_brush(painter)
        pieces = pieces_between(points, pressures, tail, end)
        self.look.paint_pieces(painter, pieces, stroke.width)

    @property
    def changed(self) -> QRect:
        """What the last point has changed, in pixels of the widget."""
        xs, ys = zip(*self._stroke.points[-_SETTLES:], strict=True)
        left, top = min(xs), min(ys)
        width, height = max(xs) - left, max(ys) - top
        reach = HEAVIEST * (self._stroke.width or PEN) + max(width, height) / 2
        box = QRectF(left - reach, top - reach, width + 2 * reach, height + 2 * reach)
        return self.look.field.to_widget.mapRect(box).toAlignedRect()
