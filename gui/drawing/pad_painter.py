"""Painting of the pad from cached images, so that a movement of the pen paints little."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from time import perf_counter
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from core.drawing.strokes import Drawing, Stroke
from gui.common.theme import theme_of
from gui.drawing.ink_style import InkStyle, ink_style_of
from gui.drawing.pad_geometry import PEN, PadGeometry
from gui.drawing.spline import HEAVIEST, Pieces, pieces_between, pieces_of
from gui.drawing.stroke_controller import RADIUS, PenStroke, StrokeController

_AT_LEAST = 200
"""Segments that are painted without checking the time: more than an ordinary drawing has."""
_SECONDS = 0.02
"""Time to paint in one call; the rest waits for the next: 20,000 segments take seconds."""
_ELEMENTS = 3
"""Elements of a path for each segment."""

_Item = tuple[QRectF | None, float | None, tuple[float, QPainterPath]]
"""The rectangle to paint in (None for anywhere), the width of the stroke, and its piece."""


class Canvas:
    """A drawing that was painted once; showing another one paints only the differences."""

    def __init__(self, style: InkStyle) -> None:
        self.style = style
        self.pixmap = QPixmap(style.size * style.ratio)
        self.pixmap.setDevicePixelRatio(style.ratio)
        self._drawing = Drawing()
        self._curves: WeakKeyDictionary[Stroke, Pieces] = WeakKeyDictionary()
        self._pending: Iterator[_Item] | None = None
        """What is left to paint of the drawing."""
        self._unfinished = QRectF()
        """Where that is."""
        painter = QPainter(self.pixmap)
        style.paint_paper(painter)
        painter.end()

    def show(self, drawing: Drawing) -> bool:
        """Paint a drawing; False where some of it is left and this has to be called again."""
        if drawing is self._drawing and self._pending is None:
            return True
        painter = QPainter(self.pixmap)
        if drawing is not self._drawing:
            self._begin(painter, drawing)
        self._paint_pending(painter)
        painter.end()
        return self._pending is None

    def _begin(self, painter: QPainter, drawing: Drawing) -> None:
        """Clear the strokes that were removed, and collect what has to be painted."""
        before, self._drawing = self._drawing, drawing
        old, new = set(before.strokes), set(drawing.strokes)
        stale, everywhere = self._bounds(old - new), QRectF(self.pixmap.rect())
        if drawing.picture is not before.picture:
            stale = everywhere
        parts = [] if self._pending is None else [self._pending]
        if not stale.isEmpty():
            stale |= self._unfinished
            self._clear(painter, stale)
            kept = [s for s in drawing.strokes if s in old and self._bounds({s}).intersects(stale)]
            parts = [self._items(kept, stale)]
        if new - old:
            parts.append(self._items((s for s in drawing.strokes if s not in old), None))
        self._unfinished = everywhere if new - old else self._unfinished | stale
        self._pending = chain(*parts)

    def _clear(self, painter: QPainter, stale: QRectF) -> None:
        """Paint a rectangle of the paper, with the picture but without strokes."""
        painter.setClipRect(stale.toAlignedRect())
        self.style.paint_paper(painter)
        if self._drawing.picture is not None:
            self.style.paint_picture(painter, self._drawing.picture)

    def _paint_pending(self, painter: QPainter) -> None:
        """Paint what is pending, or a part of it where that takes too long."""
        until, painted = perf_counter() + _SECONDS, 0
        for clip, width, piece in self._pending or ():
            if clip is None:
                self.style.prepare_painter(painter)
            else:
                painter.setClipRect(clip.toAlignedRect())
                self.style.prepare_painter(painter, Qt.ClipOperation.IntersectClip)
            self.style.paint_pieces(painter, [piece], width)
            painted += piece[1].elementCount() // _ELEMENTS + 1
            if painted > _AT_LEAST and perf_counter() > until:
                return
        self._pending, self._unfinished = None, QRectF()

    def _items(self, strokes: Iterable[Stroke], clip: QRectF | None) -> Iterator[_Item]:
        return ((clip, s.width, piece) for s in strokes for piece in self._pieces(s))

    def _bounds(self, strokes: set[Stroke]) -> QRectF:
        """The rectangle that strokes cover, in pixels of the widget."""
        covered = QRectF()
        for stroke in strokes:
            covered |= self.style.bounds(self._pieces(stroke), stroke.width)
        return covered

    def _pieces(self, stroke: Stroke) -> Pieces:
        if stroke not in self._curves:
            self._curves[stroke] = pieces_of(stroke)
        return self._curves[stroke]


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
        """Paint the whole pad."""
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
