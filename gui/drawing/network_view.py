"""The images that the network sees, with a tile for each digit of the drawing."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.datasets.dataset import IMAGE_SIDE
from gui.common.accessibility import Role, report_contents
from gui.common.focus_frame import paint_focus
from gui.common.keys import CHOOSE_DIGIT
from gui.common.theme import theme_of

Pixels = npt.NDArray[np.uint8]
"""(28, 28) uint8; 0 is paper."""
_BLANK: Pixels = np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.uint8)
_LEAST = 3
"""Pixels of the screen for a pixel of an image, at least."""


class NetworkView(QWidget):
    """Shows the 28 × 28 pixels that go into the network. A click or the arrow keys choose one of
    several digits."""

    accessible_role = Role.Graphic

    chosen_changed = Signal(int)
    """The number of the digit that the user has chosen, counted from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits: list[Pixels] = [_BLANK]
        self._chosen = 0
        self.setObjectName("networkView")
        self.setAccessibleName("What the network sees")
        self.setToolTip(
            "What the network sees: 28 × 28 pixels, scaled and centered like MNIST. If there are "
            "several digits, click the one to look at."
        )
        self.setMinimumSize(_LEAST * IMAGE_SIDE + 2, _LEAST * IMAGE_SIDE + 2)

    def show_digits(self, digits: Sequence[Pixels], chosen: int = 0) -> None:
        """Show images, (28, 28) uint8, or a blank one for none; one of them is chosen."""
        images = [np.ascontiguousarray(digit) for digit in digits] or [_BLANK]
        if chosen == self._chosen and _are_same(images, self._digits):
            return  # another model answers, which sees the same
        self._digits, self._chosen = images, chosen
        several = len(self._digits) > 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if several else Qt.FocusPolicy.NoFocus)
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return which of several digits is chosen; empty for one digit."""
        count = len(self._digits)
        return f"Digit {self._chosen + 1} of {count} is chosen." if count > 1 else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the images, with a frame around the chosen one of several."""
        painter, sheet = QPainter(self), self._sheet
        painter.fillRect(sheet, Qt.GlobalColor.black)
        for number, pixels in enumerate(self._digits):
            gray = QImage.Format.Format_Grayscale8
            image = QImage(pixels.data, IMAGE_SIDE, IMAGE_SIDE, IMAGE_SIDE, gray)
            painter.drawImage(self.tile(number), image)
        _paint_frame(painter, sheet, self.palette().color(self.palette().ColorRole.Mid))
        if len(self._digits) > 1:
            _paint_frame(painter, self.tile(self._chosen), QColor(theme_of(self).test))
        paint_focus(painter, self)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the digit under the pointer."""
        for number in range(len(self._digits)):
            if self.tile(number).contains(event.position().toPoint()):
                self._choose(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the digit before or after with an arrow key."""
        if CHOOSE_DIGIT.match(event):
            self._choose(self._chosen + (1 if event.key() == Qt.Key.Key_Right else -1))
        else:
            super().keyPressEvent(event)

    def _choose(self, number: int) -> None:
        if number != self._chosen and 0 <= number < len(self._digits):
            self._chosen = number
            self.update()
            self.chosen_changed.emit(number)

    def tile(self, number: int) -> QRect:
        """Return the place of one of the images, in pixels of the widget."""
        across = int(np.ceil(np.sqrt(len(self._digits))))
        sheet = self._sheet
        side = (sheet.width() - 2) // across
        row, column = divmod(number, across)
        return QRect(sheet.left() + 1 + column * side, sheet.top() + 1 + row * side, side, side)

    @property
    def _sheet(self) -> QRect:
        """The square for the images: a whole number of pixels for each of theirs."""
        zoom = max((min(self.width(), self.height()) - 2) // IMAGE_SIDE, 1)
        square = QRect(0, 0, zoom * IMAGE_SIDE + 2, zoom * IMAGE_SIDE + 2)
        square.moveLeft((self.width() - square.width()) // 2)
        return square


def _paint_frame(painter: QPainter, place: QRect, color: QColor) -> None:
    """Paint a line just inside a rectangle.

    It is filled, because a pen is off the edge where a pixel has several of the screen.
    """
    across, down = QSize(place.width(), 1), QSize(1, place.height())
    for corner, size in (
        (place.topLeft(), across),
        (place.topLeft(), down),
        (place.bottomLeft(), across),
        (place.topRight(), down),
    ):
        painter.fillRect(QRect(corner, size), color)


def _are_same(images: Sequence[Pixels], others: Sequence[Pixels]) -> bool:
    return len(images) == len(others) and all(map(np.array_equal, images, others))
