"""An image of the ink to which only new strokes are painted."""

from collections.abc import Iterable, Iterator
from itertools import chain
from time import perf_counter
from weakref import WeakKeyDictionary

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from core.drawing.strokes import Drawing, Stroke
from gui.drawing.ink_style import InkStyle
from gui.drawing.spline import Pieces, pieces_of

_AT_LEAST = 200
"""Segments that are painted without a look at the clock: more than an ordinary drawing has."""
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
        """Clear the strokes that are gone, and collect what is to be painted."""
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
