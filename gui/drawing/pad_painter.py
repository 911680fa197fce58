"""Painting of the pad from images that are kept between movements of the pen."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QTransform
from PySide6.QtWidgets import QWidget

from gui.common.theme import theme_of
from gui.drawing.canvas import Canvas
from gui.drawing.ink_style import PEN, ink_style_of
from gui.drawing.pad_geometry import PadGeometry
from gui.drawing.spline import HEAVIEST, pieces_between
from gui.drawing.stroke_controller import RADIUS, PenStroke, StrokeController

_SETTLES = 4
"""The number of last points that determine which part of the curve a new point changes."""


class StrokePainter:
    """A copy of the canvas, with the part of the current stroke that no later point can change."""

    def __init__(self, canvas: Canvas, stroke: PenStroke) -> None:
        self.style = canvas.style
        self._stroke = stroke
        self._pixmap = canvas.pixmap.copy()
        self._settled = 0

    def paint(self, painter: QPainter) -> None:
        """Paint the canvas with the whole stroke."""
        stroke = self._stroke
        first = max(self._settled - 1, 0)
        points = stroke.points[first:]
        pressures = np.array(stroke.pressures[first:]) if stroke.has_pressure else None
        begin, end = self._settled - first, len(points) - 1
        tail = max(end - 1, 0)
        if tail > begin:
            onto = QPainter(self._pixmap)
            self.style.prepare_painter(onto)
            pieces = pieces_between(points, pressures, begin, tail)
            self.style.paint_pieces(onto, pieces, stroke.width)
            onto.end()
            self._settled = first + tail
        painter.drawPixmap(0, 0, self._pixmap)
        self.style.prepare_painter(painter)
        pieces = pieces_between(points, pressures, tail, end)
        self.style.paint_pieces(painter, pieces, stroke.width)

    @property
    def changed(self) -> QRect:
        """The rectangle that the last point has changed, in pixels of the widget."""
        xs, ys = zip(*self._stroke.points[-_SETTLES:], strict=True)
        left, top = min(xs), min(ys)
        width, height = max(xs) - left, max(ys) - top
        reach = HEAVIEST * (self._stroke.width or PEN) + max(width, height) / 2
        box = QRectF(left - reach, top - reach, width + 2 * reach, height + 2 * reach)
        return self.style.geometry.to_widget.mapRect(box).toAlignedRect()


Overlay = Callable[[QPainter, QTransform], None]
"""Paints above the ink, in pixels of the widget. The transform leads there from the coordinates
of the drawing."""


class PadPainter:
    """Paints the sheet with its ink, and above it the eraser, a hint and an overlay."""

    def __init__(self, pad: QWidget, controller: StrokeController) -> None:
        self.overlay: Overlay | None = None
        self._pad, self._controller = pad, controller
        self._canvas: Canvas | None = None
        self._stroke_painter: StrokePainter | None = None

    @property
    def changed(self) -> QRect:
        """The rectangle that a movement has changed, in pixels of the widget."""
        return self._pad.rect() if self._stroke_painter is None else self._stroke_painter.changed

    def invalidate(self) -> None:
        """Paint everything anew, because size, geometry or colors have changed."""
        self._canvas = self._stroke_painter = None

    def end_stroke(self) -> None:
        """Discard the image of the stroke under the pen, which is now part of the drawing."""
        self._stroke_painter = None

    def paint(self, painter: QPainter, geometry: PadGeometry) -> None:
        """Paint all that the pad shows."""
        self._paint_ink(painter, geometry)
        if self._controller.eraser is not None:
            self._paint_eraser(painter, geometry, self._controller.eraser.position)
        elif not self._controller.is_active and not self._controller.finished_drawing:
            self._paint_hint(painter)
        if self.overlay is not None:
            painter.setClipRect(geometry.area)
            self.overlay(painter, geometry.to_widget)

    def _paint_ink(self, painter: QPainter, geometry: PadGeometry) -> None:
        if self._canvas is None or self._canvas.style.ratio != self._pad.devicePixelRatio():
            self._canvas, self._stroke_painter = Canvas(ink_style_of(self._pad, geometry)), None
        if not self._canvas.show(self._controller.finished_drawing):
            self._stroke_painter = None  # it is a copy of what is not finished
            self._pad.update()
        if self._controller.stroke is None:
            painter.drawPixmap(0, 0, self._canvas.pixmap)
            return
        if self._stroke_painter is None:
            self._stroke_painter = StrokePainter(self._canvas, self._controller.stroke)
        self._stroke_painter.paint(painter)

    def _paint_eraser(
        self, painter: QPainter, geometry: PadGeometry, position: tuple[float, float] | None
    ) -> None:
        if position is None:
            return
        radius = RADIUS * geometry.unit
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(geometry.area)
        painter.setPen(QPen(QColor(theme_of(self._pad).error), 1))
        painter.drawEllipse(geometry.to_widget.map(QPointF(*position)), radius, radius)

    def _paint_hint(self, painter: QPainter) -> None:
        painter.setPen(self._pad.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(self._pad.rect(), Qt.AlignmentFlag.AlignCenter, "Draw a digit here")
