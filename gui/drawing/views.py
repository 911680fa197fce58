"""What the network sees, and what it makes of it."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.datasets.dataset import CLASSES, IMAGE_SIDE
from gui.theme import number_font, theme_of


class NetworkView(QWidget):
    """The 28 × 28 pixels that go into the network, without smoothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName("What the network sees")
        self.setToolTip("What the network sees: 28 × 28 pixels, scaled and centred like MNIST.")
        self.setFixedSize(3 * IMAGE_SIDE + 2, 3 * IMAGE_SIDE + 2)
        self._pixels = np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.uint8)

    def show_pixels(self, pixels: npt.NDArray[np.uint8]) -> None:
        """Show an image, (28, 28) uint8."""
        self._pixels = np.ascontiguousarray(pixels)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        image = QImage(
            self._pixels.data, IMAGE_SIDE, IMAGE_SIDE, IMAGE_SIDE, QImage.Format.Format_Grayscale8
        )
        painter = QPainter(self)
        painter.drawImage(self.rect(), image)
        painter.setPen(self.palette().color(self.palette().ColorRole.Mid))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class ProbabilityBars(QWidget):
    """A bar for each digit with its probability; the answer's stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probabilityBars")
        self.setMinimumHeight(76)
        self.setToolTip(
            "The outputs of the network. Each sigmoid answers for its own digit, "
            "so they need not add up to 100 %."
        )
        self._probabilities: list[float] | None = None
        self.setAccessibleName("Probabilities")

    @property
    def probabilities(self) -> list[float] | None:
        """What is shown, by digit; None for nothing."""
        return self._probabilities

    def show_probabilities(self, probabilities: list[float] | None) -> None:
        """Show ten values from 0 to 1, or none."""
        if probabilities != self._probabilities:
            self._probabilities = probabilities
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 84)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.palette().color(self.palette().ColorRole.WindowText)
        painter.setFont(number_font(self, 0.85))
        line = painter.fontMetrics().height()
        column = self.width() / CLASSES
        field = QRectF(0, line, self.width(), self.height() - 2.0 * line)
        values = self._probabilities or [0.0] * CLASSES
        painter.setPen(text)
        self._paint_bars(painter, field, values)
        for digit, value in enumerate(values):
            label = QRectF(digit * column, field.bottom(), column, line)
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, str(digit))
            if self._probabilities is not None:
                above = QRectF(digit * column, 0, column, line)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"{100 * value:.0f}%")
        painter.end()

    def _paint_bars(self, painter: QPainter, field: QRectF, values: list[float]) -> None:
        theme, palette = theme_of(self), self.palette()
        empty = palette.color(palette.ColorRole.AlternateBase)
        faint, strong = theme.faint(theme.test, palette), QColor(theme.test)
        column, height = field.width() / CLASSES, field.height()
        for digit, value in enumerate(values):
            left, width = (digit + 0.14) * column, 0.72 * column
            filled = height * value
            painter.fillRect(QRectF(left, field.y(), width, height), empty)
            bar = QRectF(left, field.bottom() - filled, width, filled)
            painter.fillRect(bar, strong if value == max(values) else faint)
