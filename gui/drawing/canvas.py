"""The ink as a picture, in which only what is new is painted."""

from weakref import WeakKeyDictionary

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from core.ink.strokes import Drawing, Stroke
from gui.drawing.curves import Pieces, pieces_of
from gui.drawing.look import Look


class Canvas:
    """A drawing painted once; another drawing costs what is different in it."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.pixmap = QPixmap(look.size * look.ratio)
        self.pixmap.setDevicePixelRatio(look.ratio)
        self._drawing = Drawing()
        self._curves: WeakKeyDictionary[Stroke, Pieces] = WeakKeyDictionary()
        painter = QPainter(self.pixmap)
        look.paint_paper(painter)
        painter.end()

    def show(self, drawing: Drawing) -> None:
        """Make it the picture of a drawing."""
        if drawing is self._drawing:
            return
        before, self._drawing = self._drawing, drawing
        old, new = set(before.strokes), set(drawing.strokes)
        painter = QPainter(self.pixmap)
        stale = self._bounds(old - new)
        if drawing.picture is not before.picture:
            stale = QRectF(self.pixmap.rect())
        if not stale.isEmpty():
            self._repaint(painter, stale, new & old)
        self.look.take_brush(painter)
        for stroke in new - old:
            self._paint(painter, stroke)
        painter.end()

    def _repaint(self, painter: QPainter, stale: QRectF, strokes: set[Stroke]) -> None:
        """Paint a rectangle anew, with the strokes that were there before."""
        painter.setClipRect(stale.toAlignedRect())
        self.look.paint_paper(painter)
        if self._drawing.picture is not None:
            self.look.paint_picture(painter, self._drawing.picture)
        self.look.take_brush(painter, Qt.ClipOperation.IntersectClip)
        for stroke in strokes:
            if self._bounds({stroke}).intersects(stale):
                self._paint(painter, stroke)

    def _paint(self, painter: QPainter, stroke: Stroke) -> None:
        self.look.paint_pieces(painter, self._pieces(stroke), stroke.width)

    def _bounds(self, strokes: set[Stroke]) -> QRectF:
        """What strokes cover, in pixels of the widget."""
        covered = QRectF()
        for stroke in strokes:
            covered |= self.look.bounds(self._pieces(stroke), stroke.width)
        return covered

    def _pieces(self, stroke: Stroke) -> Pieces:
        if stroke not in self._curves:
            self._curves[stroke] = pieces_of(stroke)
        return self._curves[stroke]
