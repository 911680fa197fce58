"""The confusion matrix: what was read as what, in counts."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from core.datasets.dataset import CLASSES
from gui.theme import number_font, theme_of

_HEADING = "true \\ read"


class ConfusionMatrix(QWidget):
    """Rows are the true digits, columns the digits read; errors are tinted by their number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusionMatrix")
        self.setAccessibleName("Confusion matrix")
        self.setMinimumSize(300, 170)
        self._counts: npt.NDArray[np.int64] | None = None

    @property
    def counts(self) -> npt.NDArray[np.int64] | None:
        """What is shown, (10, 10); None for nothing."""
        return self._counts

    def show_counts(self, counts: npt.NDArray[np.int64] | None) -> None:
        """Show a matrix, or an empty one."""
        self._counts = counts
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(340, 200)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._explain(event.x(), event.y()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(number_font(self, 0.8))
        text = self.palette().color(self.palette().ColorRole.WindowText)
        faint = self.palette().color(self.palette().ColorRole.PlaceholderText)
        painter.setPen(faint)
        painter.drawText(self._cell(-1, -1), Qt.AlignmentFlag.AlignCenter, _HEADING)
        for digit in range(CLASSES):
            for cell in (self._cell(-1, digit), self._cell(digit, -1)):
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(digit))
        for row in range(CLASSES):
            for column in range(CLASSES):
                self._paint_cell(painter, row, column, text, faint)
        painter.end()

    def _paint_cell(
        self, painter: QPainter, row: int, column: int, text: QColor, faint: QColor
    ) -> None:
        cell = self._cell(row, column).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(cell, self._colour(row, column))
        if self._counts is not None:
            count = int(self._counts[row, column])
            painter.setPen(text if count else faint)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(count) if count else "·")

    def _colour(self, row: int, column: int) -> QColor:
        empty = self.palette().color(self.palette().ColorRole.AlternateBase)
        if self._counts is None or not self._counts[row, column]:
            return empty
        theme = theme_of(self)
        colour = QColor(theme.test if row == column else theme.validation)
        share = self._counts[row, column] / max(self._counts[row].sum(), 1)
        # Errors are rare: their root spreads them over the range that eyes can tell apart.
        colour.setAlphaF(0.35 * share if row == column else min(0.15 + 1.5 * share**0.5, 0.9))
        return colour

    def _cell(self, row: int, column: int) -> QRectF:
        margin = self.fontMetrics().horizontalAdvance(_HEADING) + 4.0
        width = (self.width() - margin) / CLASSES
        height = self.height() / (CLASSES + 1)
        left = 0.0 if column < 0 else margin + column * width
        return QRectF(left, (row + 1) * height, margin if column < 0 else width, height)

    def _explain(self, x: int, y: int) -> str:
        if self._counts is None:
            return "Nothing has been evaluated yet."
        for row in range(CLASSES):
            for column in range(CLASSES):
                if self._cell(row, column).contains(x, y):
                    count, total = self._counts[row, column], self._counts[row].sum()
                    return f"{count} of {total} images of a {row} were read as a {column}."
        return "Rows are the true digits, columns the digits read."
