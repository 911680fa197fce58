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
    _FocusFrame(widget)


class _FocusFrame(QWidget):
    """Lies over a widget while that has the focus."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focus and the size of the widget."""
        if not isValid(self._widget):
            return False  # it loses the focus while it is destroyed
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Resize}:
            self.resize(self._widget.size())
            self.setVisible(self._widget.hasFocus())
            self.raise_()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame."""
        painter = QPainter(self)
        _paint_frame(painter, self, QRectF(self.rect()))
        painter.end()


def _paint_frame(painter: QPainter, widget: QWidget, place: QRectF) -> None:
    painter.save()
    painter.setPen(QPen(widget.palette().color(QPalette.ColorRole.Highlight), _WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = _WIDTH / 2
    painter.drawRect(place.adjusted(inset, inset, -inset, -inset))
    painter.restore()
