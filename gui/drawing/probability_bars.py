"""A bar chart of the ten probabilities of a digit."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.datasets.dataset import CLASSES
from gui.common.theme import number_font, theme_of

_SMALL = 0.85
_CENTERED = Qt.AlignmentFlag.AlignCenter
_LEAST = 0.005
"""The smallest probability that is written: less would be shown as 0%."""


class ProbabilityBars(QWidget):
    """Shows a bar for each digit with its probability; the most probable one stands out."""

    def __init__(self, name: str = "probabilityBars", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMinimumHeight(76)
        self.setToolTip(
            "The outputs of the network. Sigmoid outputs are independent and need not add up to "
            "100%; softmax outputs always do."
        )
        self.probabilities: list[float] | None = None
        """The probabilities that are shown, by digit; None where there are none."""
        self._background: QPixmap | None = None
        metrics = QFontMetrics(number_font(self, _SMALL))
        self._line, self._widest = metrics.height(), metrics.horizontalAdvance("100%")
        self.setAccessibleName("Probabilities")

    def show_probabilities(self, probabilities: list[float] | None) -> None:
        """Show ten values from 0 to 1, or None for empty bars."""
        if probabilities != self.probabilities:
            self.probabilities = probabilities
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size that the bars prefer."""
        return QSize(300, 84)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Discard the background, which has the old size."""
        super().resizeEvent(event)
        self._background = None

    def changeEvent(self, event: QEvent) -> None:
        """Discard the background if its colors or font have changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._background = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars over the background."""
        if self._background is None:
            self._background = self._paint_background()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._background)
        if self.probabilities is not None:
            self._paint_bars(painter, self.probabilities)
        painter.end()

    def _paint_background(self) -> QPixmap:
        """Paint what never changes once, because each call to Qt waits for a training's thread."""
        pixmap = QPixmap(self.size() * self.devicePixelRatio())
        pixmap.setDevicePixelRatio(self.devicePixelRatio())
        pixmap.fill(self.palette().color(self.palette().ColorRole.Window))
        painter = QPainter(pixmap)
        painter.setFont(number_font(self, _SMALL))
        painter.setPen(self.palette().color(self.palette().ColorRole.WindowText))
        for digit in range(CLASSES):
            painter.drawText(self._box(digit, below=True), _CENTERED, str(digit))
            empty = self.palette().color(self.palette().ColorRole.AlternateBase)
            painter.fillRect(self._bar(digit, 1.0), empty)
        painter.end()
        return pixmap

    def _paint_bars(self, painter: QPainter, values: list[float]) -> None:
        theme = theme_of(self)
        best = max(range(CLASSES), key=values.__getitem__)
        painter.setFont(number_font(self, _SMALL))
        painter.setPen(self.palette().color(self.palette().ColorRole.WindowText))
        for digit, value in enumerate(values):
            if digit == best or (value >= _LEAST and self._has_room):
                painter.drawText(self._figure(digit), _CENTERED, f"{100 * value:.0f}%")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.faint(theme.test, self.palette()))
        painter.drawRects([self._bar(digit, values[digit]) for digit in range(CLASSES)])
        painter.fillRect(self._bar(best, values[best]), QColor(theme.test))

    def _box(self, digit: int, *, below: bool) -> QRectF:
        """The rectangle for the text of a digit, above or below its bar."""
        column, line = self.width() / CLASSES, self._line
        return QRectF(digit * column, self.height() - line if below else 0.0, column, line)

    def _figure(self, digit: int) -> QRectF:
        """The rectangle for the figure above a bar: within the widget, and as wide as it needs."""
        box = self._box(digit, below=False)
        missing = max(self._widest - box.width(), 0.0)
        box.adjust(-missing / 2, 0, missing / 2, 0)
        return box.translated(max(-box.left(), 0) + min(self.width() - box.right(), 0), 0)

    @property
    def _has_room(self) -> bool:
        return self.width() / CLASSES >= self._widest

    def _bar(self, digit: int, value: float) -> QRectF:
        column, full = self.width() / CLASSES, self.height() - 2.0 * self._line
        top = self._line + (1.0 - value) * full
        return QRectF((digit + 0.14) * column, top, 0.72 * column, value * full)
