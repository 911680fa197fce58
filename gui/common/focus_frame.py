"""The frame of a widget that paints itself and has the focus."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

_WIDTH = 2.0


def paint_focus(painter: QPainter, widget: QWidget, place: QRectF | None = None) -> None:
    """Paint a frame along the edge of a widget, or of a `place` in it, if it has the focus."""
    if not widget.hasFocus():
        return
    painter.save()
    pen = QPen(widget.palette().color(QPalette.ColorRole.Highlight), _WIDTH)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = _WIDTH / 2
    whole = QRectF(widget.rect()) if place is None else place
    painter.drawRect(whole.adjusted(inset, inset, -inset, -inset))
    painter.restore()
