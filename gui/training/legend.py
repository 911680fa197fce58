"""What the lines of a plot mean, and their values under the pointer."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import number_font

_SAMPLE, _GAP, _BETWEEN = 20, 5, 14
"""Lengths in pixels: the piece of line, from it to its text, and to the next piece."""
_CENTRED = Qt.AlignmentFlag.AlignVCenter


class Legend(QWidget):
    """A piece of each line, and what it shows: its name or its value.

    It stands outside the plot, where it hides no curve and is not painted again with them.
    """

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setFont(number_font(self))
        self.setMinimumHeight(self.fontMetrics().height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._pens: dict[str, QPen] = {}
        self._texts: Mapping[str, str] = {}

    def text(self) -> str:
        """What is shown, as text."""
        return "   ".join(self._texts.values())

    def set_pen(self, name: str, pen: QPen) -> None:
        """The looks of a line."""
        self._pens[name] = pen
        self.update()

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """What to write beside the lines, by name, from left to right."""
        if texts != self._texts:
            self._texts = texts
            self.setAccessibleName(self.text())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        written, left = painter.pen(), 0
        for name, text in self._texts.items():
            painter.setPen(self._pens[name])
            painter.drawLine(left, self.height() // 2, left + _SAMPLE, self.height() // 2)
            left += _SAMPLE + _GAP
            painter.setPen(written)
            metrics, right = painter.fontMetrics(), Qt.TextElideMode.ElideRight
            fitting = metrics.elidedText(text, right, max(self.width() - left, 0))
            painter.drawText(self.rect().adjusted(left, 0, 0, 0), _CENTRED, fitting)
            left += metrics.horizontalAdvance(text) + _BETWEEN
        painter.end()
