"""The confusion matrix of an evaluation, drawn as a grid of counts."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.datasets.dataset import CLASSES
from gui.common.focus_frame import paint_focus
from gui.common.keys import MOVE_CELL, SHOW_CELL
from gui.common.theme import number_font, theme_of

_HEADING, _HEADING_SIZE = "true \\ predicted", 0.7
_PLURALS = (
    *("zeros", "ones", "twos", "threes", "fours"),
    *("fives", "sixes", "sevens", "eights", "nines"),
)
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
"""Rows and columns that the arrow keys move by."""


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
        self.setToolTip("Rows are the true digits, columns the predicted digits.")
        self.setMinimumSize(300, 170)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.counts: npt.NDArray[np.int64] | None = None
        """The counts that are shown, (10, 10); None while there are none."""
        self._chosen = (0, 0)
        """The cell that the keys have chosen."""

    def show_counts(self, counts: npt.NDArray[np.int64] | None) -> None:
        """Show these counts (10, 10), or an empty matrix for None."""
        self.counts = counts
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
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._choose(*cell)
            self._click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a cell with the arrow keys, and emit `clicked` for it with Enter or Space."""
        if MOVE_CELL.match(event):
            row, column = self._chosen
            rows, columns = _MOVES[Qt.Key(event.key())]
            self._choose(row + rows, column + columns)
        elif SHOW_CELL.match(event):
            self._click()
        else:
            super().keyPressEvent(event)

    def _choose(self, row: int, column: int) -> None:
        if 0 <= row < CLASSES and 0 <= column < CLASSES:
            self._chosen = row, column
            self.setAccessibleDescription(self._describe((row, column)))
            self.update()

    def _click(self) -> None:
        if self._count(self._chosen):
            self.clicked.emit(*self._chosen)

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
        paint_focus(painter, self, self.cell(*self._chosen))
        painter.end()

    def _paint_cell(
        self, painter: QPainter, row: int, column: int, text: QColor, faint: QColor
    ) -> None:
        cell = self.cell(row, column).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(cell, self._color(row, column))
        if self.counts is not None:
            count = int(self.counts[row, column])
            painter.setPen(text if count else faint)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(count) if count else "·")

    def _color(self, row: int, column: int) -> QColor:
        empty = self.palette().color(self.palette().ColorRole.AlternateBase)
        if self.counts is None or not self.counts[row, column]:
            return empty
        theme = theme_of(self)
        color = QColor(theme.test if row == column else theme.validation)
        share = self.counts[row, column] / max(self.counts[row].sum(), 1)
        # Errors are rare: their root spreads them over the range that eyes can tell apart.
        color.setAlphaF(0.35 * share if row == column else min(0.15 + 1.5 * share**0.5, 0.9))
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
        return self._describe(cell)

    def _describe(self, cell: tuple[int, int]) -> str:
        if self.counts is None:
            return ""
        (row, column), total = cell, self.counts[cell[0]].sum()
        text = f"{self._count(cell):,} of {total:,} {_PLURALS[row]} classified as {column}."
        return (
            f"{text} Click, or press Enter, to show them on the pad." if self._count(cell) else text
        )
