"""The legend above a saved picture of a plot, where it has all of the room that it needs."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.common.enlargement import set_text_size
from gui.training.curves.point_markers import sample_length

_GAP, _BETWEEN = 5, 14
"""Pixels: from a piece of line to its text, and from there to the next piece."""
_WRAPPED = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


class Entry(NamedTuple):
    """A text, with a piece of the line that it names; without a pen, it is a heading."""

    text: str
    pen: QPen | None = None
    marker: QPainterPath | None = None


class PictureLegend(QWidget):
    """Shows all texts in full: beside each other, or in several rows where they are long.

    It is made for one picture and never shown.
    """

    def __init__(self, entries: Sequence[Entry], width: int) -> None:
        super().__init__()
        set_text_size(self)
        self._entries = entries
        places = list(self._places(width))
        self.resize(width, places[-1][1].bottom() + 1 + _GAP if places else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pieces of line with their texts."""
        painter = QPainter(self)
        row, sample = QFontMetrics(self.font()).height() + 2, sample_length()
        for entry, place in self._places(self.width()):
            if entry.pen is not None:
                painter.setPen(entry.pen)
                middle = place.top() + row // 2
                painter.drawLine(place.left(), middle, place.left() + sample, middle)
                if entry.marker is not None:
                    marker = entry.marker.translated(place.left() + sample / 2, middle)
                    painter.fillPath(marker, QColor(entry.pen.color()))
                place.adjust(sample + _GAP, 0, 0, 0)
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(place, _WRAPPED, entry.text)
        painter.end()

    def sizeHint(self) -> QSize:
        """Return the size that was chosen for the picture."""
        return self.size()

    def _places(self, width: int) -> Iterator[tuple[Entry, QRect]]:
        metrics = self.fontMetrics()
        row, left, top = metrics.height() + 2, 0, 0
        for entry in self._entries:
            before = sample_length() + _GAP if entry.pen is not None else 0
            needed = before + metrics.horizontalAdvance(entry.text) + 1
            alone = entry.pen is None or needed > width
            if left and (alone or left + needed > width):
                left, top = 0, top + row
            height = row
            if needed > width:
                room = QRect(0, 0, width - before, 1000)
                height = metrics.boundingRect(room, _WRAPPED, entry.text).height() + 2
            yield entry, QRect(left, top, min(needed, width), height)
            left += needed + _BETWEEN
            if alone:
                left, top = 0, top + height
