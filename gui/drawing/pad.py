"""The drawing pad: the pen's way in, strokes out."""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.ink.strokes import Drawing, Stroke
from gui.drawing.field import Field
from gui.drawing.history import DrawingHistory
from gui.theme import theme_of

_PEN = 0.055
_ERASER = 0.05
"""Width of the pen and radius of the eraser, in the unit of the drawing."""

Overlay = Callable[[QPainter, QTransform], None]
"""Paints above the ink, in pixels of the widget; the transform takes it there from the
coordinates of the drawing."""


class DrawingPad(QWidget):
    """Draw with the left button, erase with the right.

    The shorter side of the pad is 1, the unit square in its middle; along the longer side there
    is room beyond it.
    """

    drawing_changed = Signal()
    """At each movement of the pen."""
    history_changed = Signal()
    """When there is something else to undo, redo or clear."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawingPad")
        self.setAccessibleName("Drawing pad")
        self.setToolTip("Draw a digit with the left button, erase with the right.")
        self.setCursor(Qt.CursorShape.CrossCursor)
        # Else the keys for undo would go on to the field that was edited last.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 160)
        self.history = DrawingHistory()
        self._pen: list[tuple[float, float]] = []
        self._pen_path = QPainterPath()
        self._field = Field(QRectF(0, 0, 1, 1), 1.0)
        self._overlay: Overlay | None = None
        self._picture: QPixmap | None = None
        self._paths: WeakKeyDictionary[Stroke, QPainterPath] = WeakKeyDictionary()
        self._erased: Drawing | None = None
        self._eraser: QPointF | None = None

    @property
    def drawing(self) -> Drawing:
        """What is on the pad, the stroke under the pen included."""
        if self._pen:
            return self._finished().with_stroke(Stroke.through(self._pen))
        return self._finished()

    @property
    def to_widget(self) -> QTransform:
        """From coordinates of the drawing to pixels of the pad, as it is now."""
        return self._field.to_widget

    def from_widget(self, point: QPointF) -> tuple[float, float]:
        """Coordinates in the drawing of the point of the pad nearest to one in pixels."""
        return self._field.from_widget(point)

    def set_overlay(self, paint: Overlay | None) -> None:
        """Have something painted above the ink from now on, or nothing.

        It is called at each movement of the pen; `update()` asks for a call.
        """
        self._overlay = paint
        self.update()

    def put(self, drawing: Drawing) -> None:
        """Replace what is on the pad by another drawing; can be undone."""
        self._do(drawing)

    def clear(self) -> None:
        """Take all ink away; can be undone."""
        if self.history.drawing:
            self._do(Drawing())

    def undo(self) -> None:
        """Take the last thing back."""
        self.history.undo()
        self._changed()
        self.history_changed.emit()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.history.redo()
        self._changed()
        self.history_changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(210, 210)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._picture = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._erased is None:
            self._pen = []
            self._add_point(event)
        elif event.button() == Qt.MouseButton.RightButton and not self._pen:
            self._erased = self.history.drawing
            self._erase(event)
        self._changed()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pen:
            self._add_point(event)
            self.drawing_changed.emit()
        elif self._erased is not None:
            self._erase(event)
            self._changed()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._pen:
            drawing = self.drawing
            self._pen = []
            self._do(drawing)
        elif event.button() == Qt.MouseButton.RightButton and self._erased is not None:
            drawing, self._erased, self._eraser = self._erased, None, None
            self._do(drawing)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._paint_picture()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self._overlay is not None:
            painter.setClipRect(self._field.area)
            self._overlay(painter, self.to_widget)
        painter.end()

    def _paint_picture(self) -> QPixmap:
        """All that the pad shows; a moving pen adds its segments to it."""
        theme, area = theme_of(self), self._field.area
        picture = QPixmap(self.size() * self.devicePixelRatio())
        picture.setDevicePixelRatio(self.devicePixelRatio())
        picture.fill(self.palette().color(self.palette().ColorRole.Window))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.ink), 0.5))
        painter.setBrush(QColor(theme.paper))
        painter.drawRoundedRect(area, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._take_pen(painter)
        for stroke in self._finished().strokes:
            painter.drawPath(self._path_of(stroke))
        if self._pen:
            painter.drawPath(self._pen_path)
        self._paint_hints(painter)
        painter.end()
        return picture

    def _take_pen(self, painter: QPainter) -> None:
        pen = QPen(QColor(theme_of(self).ink), _PEN * self._field.unit)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setClipRect(self._field.area)

    def _paint_hints(self, painter: QPainter) -> None:
        theme = theme_of(self)
        if self._eraser is not None:
            radius = _ERASER * self._field.unit
            painter.setPen(QPen(QColor(theme.error), 1))
            painter.drawEllipse(self._eraser, radius, radius)
        elif not (self._pen or self._finished()):
            painter.setPen(self.palette().color(self.palette().ColorRole.PlaceholderText))
            painter.drawText(self._field.area, Qt.AlignmentFlag.AlignCenter, "Draw a digit here")

    def _finished(self) -> Drawing:
        """The drawing without the stroke under the pen."""
        return self._erased if self._erased is not None else self.history.drawing

    def _add_point(self, event: QMouseEvent) -> None:
        position = self._position(event)
        point = self._on_screen(*position)
        if not self._pen:
            self._pen_path = _path_from(point)
        before = self._pen_path.currentPosition()
        self._pen_path.lineTo(point)
        self._pen.append(position)
        if self._picture is not None:
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._take_pen(painter)
            painter.drawLine(before, point)
            painter.end()
        reach = _PEN * self._field.unit
        way = QRectF(before, point).normalized()
        self.update(way.adjusted(-reach, -reach, reach, reach).toAlignedRect())

    def _erase(self, event: QMouseEvent) -> None:
        if self._erased is not None:
            self._eraser = event.position()
            self._erased = self._erased.erased(self._position(event), _ERASER + _PEN / 2)

    def _do(self, drawing: Drawing) -> None:
        self.history.do(drawing)
        self._changed()
        self.history_changed.emit()

    def _changed(self) -> None:
        if not self._pen and self._erased is None:
            self._fit()
        self._picture = None
        self.update()
        self.drawing_changed.emit()

    def _fit(self) -> None:
        """Find the place of the ink: all of it can be seen."""
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        field = Field.around(self.drawing, area)
        if field != self._field:
            self._field = field
            self._picture = None
            self._paths.clear()
            if self._pen:
                self._pen_path = self._path_of(Stroke.through(self._pen))

    def _position(self, event: QMouseEvent) -> tuple[float, float]:
        return self.from_widget(event.position())

    def _on_screen(self, x: float, y: float) -> QPointF:
        return self.to_widget.map(QPointF(x, y))

    def _path_of(self, stroke: Stroke) -> QPainterPath:
        if stroke not in self._paths:
            points = [self._on_screen(x, y) for x, y in stroke.points.tolist()]
            path = _path_from(points[0])
            for point in points[1:]:
                path.lineTo(point)
            self._paths[stroke] = path
        return self._paths[stroke]


def _path_from(point: QPointF) -> QPainterPath:
    """A path with a line too short to see: without any line a dot is not painted."""
    path = QPainterPath(point)
    path.lineTo(point + QPointF(0.01, 0.0))
    return path
