"""The signs on the transport's buttons, drawn in the palette's text colour."""

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


_SIGNS: dict[str, Callable[[QPainter], None]] = {
    "play": _play,
    "pause": _pause,
    "step": _step,
    "stop": _stop,
    "reset": _reset,
}


def icon(name: str, palette: QPalette) -> QIcon:
    """One of play, pause, step, stop and reset, enabled and disabled."""
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
