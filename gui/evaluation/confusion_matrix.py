"""The confusion matrix of an evaluation, drawn as a grid of counts."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from core.datasets.dataset import CLASSES
from gui.common.theme import number_font, theme_of

_HEADING, _HEADING_SIZE = "true \\ predicted", 0.7
_FADED = 0.35
"""The share of its strength that the tint of an outdated result keeps."""
_PLURALS = (
    *("zeros", "ones", "twos", "threes", "fours"),
    *("fives", "sixes", "sevens", "eights", "nines"),
)


class ConfusionMatrix(QWidget):
    """Shows how often each true digit (row) was classified as each digit (column).

    Errors are tinted by their number.
    """

    clicked = Signal(int, int)
    """The true and the predicted digit of a cell that is not empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusionMatrix")
        self.setAccessibleName("Confusion matrix")
        self.setMinimumSize(300, 170)
        self.counts: npt.NDArray[np.int64] | None = None
        """The counts that are shown, (10, 10); None while there are none."""
        self.faded = False
        """Whether the counts are those of another model than the one in use."""

    def show_counts(self, counts: npt.NDArray[np.int64] | None) -> None:
        """Show these counts (10, 10), or an empty matrix for None."""
        self.counts = counts
        self.update()

    def set_faded(self, *, faded: bool) -> None:
        """Show the counts as those of another model than the one in use, or of that one."""
        if faded != self.faded:
            self.faded = faded
            self.update()

    def cell(self, row: int, column: int) -> QRectF:
        """Return the rectangle of a cell in pixels; row or column −1 is the heading's."""
        margin = QFontMetricsF(number_font(self, _HEADING_SIZE)).horizontalAdvance(_HEADING) + 4.0
        width = (self.width() - margin) / CLASSES
        height = self.height() / (CLASSES + 1)
        left = 0.0 if column < 0 else margin + column * width
        return QRectF(left, (row + 1) * height, margin if column < 0 else width, height)

    def sizeHint(self) -> QSize:
        """Return a size at which every count can be read."""
        return QSize(340, 200)

    def event(self, event: QEvent) -> bool:
        """Show a tooltip that explains the cell under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._explain(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Emit `clicked` for a cell that is not empty."""
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell and self._count(cell):
            self.clicked.emit(*cell)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the headings and the cells."""
        painter = QPainter(self)
        text = self.palette().color(self.palette().ColorRole.WindowText)
        faint = self.palette().color(self.palette().ColorRole.PlaceholderText)
        painter.setPen(faint)
        painter.setFont(number_font(self, _HEADING_SIZE))
        painter.drawText(self.cell(-1, -1), Qt.AlignmentFlag.AlignCenter, _HEADING)
        painter.setFont(number_font(self, 0.8))
        for digit in range(CLASSES):
            for cell in (self.cell(-1, digit), self.cell(digit, -1)):
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(digit))
        for row in range(CLASSES):
            for column in range(CLASSES):
                self._paint_cell(painter, row, column, text, faint)
        painter.end()

    def _paint_cell(
        self, painter: QPainter, row: int, column: int, text: QColor, faint: QColor
    ) -> None:
        cell = self.cell(row, column).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(cell, self._color(row, column))
        if self.counts is not None:
            count = int(self.counts[row, column])
            painter.setPen(text if count and not self.faded else faint)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(count) if count else "·")

    def _color(self, row: int, column: int) -> QColor:
        empty = self.palette().color(self.palette().ColorRole.AlternateBase)
        if self.counts is None or not self.counts[row, column]:
            return empty
        theme = theme_of(self)
        color = QColor(theme.test if row == column else theme.validation)
        share = self.counts[row, column] / max(self.counts[row].sum(), 1)
        # Errors are rare: their root spreads them over the range that eyes can tell apart.
        strength = 0.35 * share if row == column else min(0.15 + 1.5 * share**0.5, 0.9)
        color.setAlphaF(strength * (_FADED if self.faded else 1.0))
        return color

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        for row in range(CLASSES):
            for column in range(CLASSES):
                if self.cell(row, column).contains(point):
                    return row, column
        return None

    def _count(self, cell: tuple[int, int]) -> int:
        return 0 if self.counts is None else int(self.counts[cell])

    def _explain(self, point: QPointF) -> str:
        if self.counts is None:
            return "Nothing has been evaluated yet."
        cell = self._cell_at(point)
        if cell is None:
            return "Rows are the true digits, columns the predicted digits."
        (row, column), total = cell, self.counts[cell[0]].sum()
        text = f"{self._count(cell):,} of {total:,} {_PLURALS[row]} classified as {column}."
        return f"{text} Click to show them on the pad." if self._count(cell) else text
