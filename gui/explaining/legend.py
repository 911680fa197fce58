"""What the two colours mean."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import theme_of

_GAP = 4


class Legend(QWidget):
    """A square and a word for each colour."""

    def __init__(self, supports: str, opposes: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = (supports, opposes)
        self.setAccessibleName(f"blue: {supports}; orange: {opposes}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._widths())), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        side, widths = self.fontMetrics().ascent() * 0.7, self._widths()
        left = (self.width() - sum(widths)) / 2
        colours = (theme.supports, theme.opposes)
        for word, colour, width in zip(self._words, colours, widths, strict=True):
            painter.fillRect(QRectF(left, (self.height() - side) / 2, side, side), QColor(colour))
            text = QRectF(left + side + _GAP, 0, width, self.height())
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, word)
            left += width
        painter.end()

    def _widths(self) -> list[float]:
        metrics = self.fontMetrics()
        square = metrics.ascent() * 0.7
        return [square + _GAP + metrics.horizontalAdvance(word) + 2 * _GAP for word in self._words]
