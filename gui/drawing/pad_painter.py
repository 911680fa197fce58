"""All that the pad shows, painted from pictures that are kept."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QTransform
from PySide6.QtWidgets import QWidget

from gui.common.theme import theme_of
from gui.drawing.canvas import Canvas
from gui.drawing.ink_style import PEN, look_of
from gui.drawing.pad_geometry import Field
from gui.drawing.spline import HEAVIEST, pieces_between
from gui.drawing.stroke_controller import RADIUS, PenStroke, StrokeController

_SETTLES = 4
"""So many of the last points have to do with what a new one changes of the curve."""


class StrokePainter:
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


Overlay = Callable[[QPainter, QTransform], None]
"""Paints above the ink, in pixels of the widget; the transform takes it there from the
coordinates of the drawing."""


class PadPicture:
    """The sheet with its ink, and above it the eraser, a hint and an overlay."""

    def __init__(self, pad: QWidget, inking: StrokeController) -> None:
        self.overlay: Overlay | None = None
        self._pad, self._inking = pad, inking
        self._canvas: Canvas | None = None
        self._live: StrokePainter | None = None

    @property
    def changed(self) -> QRect:
        """What a movement has changed, in pixels of the widget."""
        return self._pad.rect() if self._live is None else self._live.changed

    def forget(self) -> None:
        """Size, place or colours are others."""
        self._canvas = self._live = None

    def end_stroke(self) -> None:
        """The stroke under the pen is a part of the drawing."""
        self._live = None

    def paint(self, painter: QPainter, field: Field) -> None:
        """Paint all of it."""
        self._paint_ink(painter, field)
        if self._inking.eraser is not None:
            self._paint_eraser(painter, field, self._inking.eraser.place)
        elif not self._inking.under_way and not self._inking.finished:
            self._paint_hint(painter)
        if self.overlay is not None:
            painter.setClipRect(field.area)
            self.overlay(painter, field.to_widget)

    def _paint_ink(self, painter: QPainter, field: Field) -> None:
        if self._canvas is None or self._canvas.look.ratio != self._pad.devicePixelRatio():
            self._canvas, self._live = Canvas(look_of(self._pad, field)), None
        if not self._canvas.show(self._inking.finished):
            self._live = None  # it is a copy of what is not finished
            self._pad.update()
        if self._inking.stroke is None:
            painter.drawPixmap(0, 0, self._canvas.pixmap)
            return
        if self._live is None:
            self._live = StrokePainter(self._canvas, self._inking.stroke)
        self._live.paint(painter)

    def _paint_eraser(
        self, painter: QPainter, field: Field, place: tuple[float, float] | None
    ) -> None:
        if place is None:
            return
        radius = RADIUS * field.unit
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(field.area)
        painter.setPen(QPen(QColor(theme_of(self._pad).error), 1))
        painter.drawEllipse(field.to_widget.map(QPointF(*place)), radius, radius)

    def _paint_hint(self, painter: QPainter) -> None:
        painter.setPen(self._pad.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(self._pad.rect(), Qt.AlignmentFlag.AlignCenter, "Draw a digit here")
