"""Small pictures of drawings, painted when they are first seen."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap, QPixmapCache, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.hand.digits_model import DIGIT
from gui.theme import Theme, number_font, theme_of

if TYPE_CHECKING:
    from core.hand.my_digit import MyDigit
    from core.ink.strokes import Drawing

SIDE = 44
"""Of a thumbnail, in pixels."""
_MARGIN = 6
_PEN = 2.4


class Thumbnails(QStyledItemDelegate):
    """Paints a kept digit, and in the corner what it was said to be."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._font = number_font(view, 0.75)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(SIDE, SIDE)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        digit: MyDigit = index.data(DIGIT)
        place = QRect(option.rect).adjusted(1, 1, -1, -1)
        painter.drawPixmap(place.topLeft(), self._picture(digit))
        palette = self._view.palette()
        painter.save()
        painter.setFont(self._font)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        painter.drawText(place.adjusted(0, 0, -3, -1), corner, str(digit.label))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2))
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.restore()

    def _picture(self, digit: "MyDigit") -> QPixmap:
        theme, ratio = theme_of(self._view), self._view.devicePixelRatio()
        key = f"my digit {digit.id} {theme.ink} {ratio}"
        picture = QPixmap()
        if not QPixmapCache.find(key, picture):
            picture = _painted(digit.drawing, theme, ratio)
            QPixmapCache.insert(key, picture)
        return picture


def _painted(drawing: "Drawing", theme: Theme, ratio: float) -> QPixmap:
    side = SIDE - 2
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(theme.paper))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(theme.ink), _PEN)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for points in _fitted(drawing, side):
        painter.drawPolyline(points)
    painter.end()
    return picture


def _fitted(drawing: "Drawing", side: float) -> list[QPolygonF]:
    """The strokes, as large as they fit into a square; of any unit."""
    every = np.concatenate([stroke.points for stroke in drawing.strokes])
    low, high = every.min(axis=0), every.max(axis=0)
    longest = float((high - low).max())
    scale = (side - 2 * _MARGIN) / longest if longest > 0 else 1.0
    centre = (low + high) / 2
    return [
        _line(((stroke.points - centre) * scale + side / 2).tolist()) for stroke in drawing.strokes
    ]


def _line(points: list[list[float]]) -> QPolygonF:
    line = [QPointF(x, y) for x, y in points]
    # A dot is a line too short to see: without any line nothing is painted.
    return QPolygonF(line if len(line) > 1 else [line[0], line[0] + QPointF(0.01, 0)])
