"""The frame that shows where the keyboard's focus is, where the style does not show it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_WIDTH = 2.0


def paint_focus(painter: QPainter, widget: QWidget, place: QRectF | None = None) -> None:
    """Paint a frame along the edge of a widget, or of a `place` in it, if it has the focus."""
    if widget.hasFocus():
        _paint_frame(painter, widget, QRectF(widget.rect()) if place is None else place)


def show_focus(widget: QWidget) -> None:
    """Paint a frame over a widget of Qt, such as a table without rows, while it has the focus."""
    FocusFrame(widget)


class FocusFrame(QWidget):
    """Lies over a widget while that has the focus, and paints a frame along its edge."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focus and the size of the widget."""
        if not isValid(self.widget):
            return False  # it loses the focus while it is destroyed
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Resize}:
            self.resize(self.widget.size())
            self.setVisible(self.wanted)
            self.raise_()
        return super().eventFilter(watched, event)

    @property
    def wanted(self) -> bool:
        """Whether the frame is to be seen now."""
        return self.widget.hasFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame."""
        painter = QPainter(self)
        self.paint(painter, QRectF(self.rect()))
        painter.end()

    def paint(self, painter: QPainter, place: QRectF) -> None:
        """Paint the frame along the edge of a place."""
        _paint_frame(painter, self, place)


def _paint_frame(painter: QPainter, widget: QWidget, place: QRectF) -> None:
    painter.save()
    painter.setPen(QPen(widget.palette().color(QPalette.ColorRole.Highlight), _WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = _WIDTH / 2
    painter.drawRect(place.adjusted(inset, inset, -inset, -inset))
    painter.restore()
