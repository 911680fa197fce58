"""The signs on buttons, drawn in the palette's text colour."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPen, QPixmap, QPolygonF

_SIDE = 64.0


def _triangle(painter: QPainter, left: float, right: float) -> None:
    corners = [QPointF(left, 12), QPointF(right, 32), QPointF(left, 52)]
    painter.drawPolygon(QPolygonF(corners))


def _play(painter: QPainter) -> None:
    _triangle(painter, 18, 52)


def _pause(painter: QPainter) -> None:
    painter.drawRect(QRectF(16, 12, 11, 40))
    painter.drawRect(QRectF(37, 12, 11, 40))


def _step(painter: QPainter) -> None:
    _triangle(painter, 12, 40)
    painter.drawRect(QRectF(43, 12, 9, 40))


def _stop(painter: QPainter) -> None:
    painter.drawRect(QRectF(14, 14, 36, 36))


def _reset(painter: QPainter) -> None:
    colour = painter.brush().color()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 7))
    painter.drawArc(QRectF(13, 13, 38, 38), 60 * 16, 290 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(34, 2), QPointF(34, 28), QPointF(52, 17)]))


def _line(painter: QPainter, width: float) -> None:
    """From now on lines instead of areas."""
    pen = QPen(painter.brush().color(), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _polygon(*corners: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in corners])


def _pen(painter: QPainter) -> None:
    painter.drawPolygon(_polygon((8, 56), (12, 40), (24, 52)))
    painter.drawPolygon(_polygon((15, 36), (42, 9), (55, 22), (28, 49)))


def _eraser(painter: QPainter) -> None:
    painter.drawPolygon(_polygon((26, 20), (40, 6), (60, 26), (46, 40)))
    _line(painter, 5)
    painter.drawPolygon(_polygon((26, 20), (46, 40), (30, 56), (8, 38)))
    painter.drawLine(QPointF(30, 57), QPointF(58, 57))


def _undo(painter: QPainter) -> None:
    painter.drawPolygon(QPolygonF([QPointF(6, 24), QPointF(26, 8), QPointF(26, 40)]))
    _line(painter, 7)
    painter.drawArc(QRectF(18, 24, 36, 30), -90 * 16, 180 * 16)
    painter.drawLine(QPointF(24, 24), QPointF(36, 24))
    painter.drawLine(QPointF(20, 54), QPointF(36, 54))


def _redo(painter: QPainter) -> None:
    painter.translate(_SIDE, 0)
    painter.scale(-1, 1)
    _undo(painter)


def _clear(painter: QPainter) -> None:
    _line(painter, 8)
    painter.drawLine(QPointF(14, 14), QPointF(50, 50))
    painter.drawLine(QPointF(50, 14), QPointF(14, 50))


def _pin(painter: QPainter) -> None:
    painter.drawPolygon(_polygon((34, 6), (58, 30), (44, 34), (36, 50), (14, 28), (30, 20)))
    _line(painter, 6)
    painter.drawLine(QPointF(24, 40), QPointF(8, 56))


_SIGNS: dict[str, Callable[[QPainter], None]] = {
    "play": _play,
    "pause": _pause,
    "step": _step,
    "stop": _stop,
    "reset": _reset,
    "pen": _pen,
    "eraser": _eraser,
    "undo": _undo,
    "redo": _redo,
    "clear": _clear,
    "pin": _pin,
}


def icon(name: str, palette: QPalette) -> QIcon:
    """A sign by its name in the table above, enabled and disabled."""
    result = QIcon()
    groups = {
        QIcon.Mode.Normal: QPalette.ColorGroup.Active,
        QIcon.Mode.Disabled: QPalette.ColorGroup.Disabled,
    }
    for mode, group in groups.items():
        colour = palette.color(group, QPalette.ColorRole.ButtonText)
        result.addPixmap(_pixmap(_SIGNS[name], colour), mode)
    return result


def _pixmap(draw: Callable[[QPainter], None], colour: QColor) -> QPixmap:
    pixmap = QPixmap(int(_SIDE), int(_SIDE))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    draw(painter)
    painter.end()
    return pixmap
