"""The confusion matrix of an evaluation, drawn as a grid of counts."""

from math import log

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)

from core.datasets.dataset import CLASSES
from gui.common.accessibility import Role, report_contents
from gui.common.focus_frame import paint_focus
from gui.common.keys import MOVE_CELL, SHOW_CELL
from gui.common.plot_menu import Row
from gui.common.theme import SPACING, TIGHT, TextSize, number_font, readable_on, theme_of
from gui.common.tip_widget import TipWidget

_CENTERED = Qt.AlignmentFlag.AlignCenter
_HEADINGS = 2
"""Lines above the rows: the name of the axis with the legend, and the digits."""
_LEGEND, _SAMPLES = "errors", {1: "1", 3: "3", 10: "10", 30: "30", 100: "100+"}
_LIGHTEST, _STRONGEST, _MOST = 0.1, 0.85, 100
"""The tint of one error, that of many, and how many errors have the latter."""
_FILLED = 0.6
"""The share of their cell that counts may fill."""
_WIDEST = "8888"
_FADED = 0.19
"""The share of its strength that the tint of an outdated result keeps: gray can be read on it."""
_RIGHT = 0.35
"""The tint of a row whose images were all classified correctly."""
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


def tint(errors: int) -> float:
    """Return how strongly a number of errors is tinted, from 0 to 1.

    The tint grows with the logarithm, so that 1, 10 and 100 errors can be told apart.
    """
    if errors < 1:
        return 0.0
    share = min(log(errors) / log(_MOST), 1.0)
    return _LIGHTEST + (_STRONGEST - _LIGHTEST) * share


class ConfusionMatrix(TipWidget):
    """Shows how often each true digit (row) was classified as each digit (column).

    Errors are tinted by their number.
    """

    accessible_role = Role.Chart

    clicked = Signal(int, int)
    """The true and the predicted digit of a cell that is not empty."""

    def __init__(self, name: str = "confusionMatrix", text: TextSize = TextSize.SMALL) -> None:
        super().__init__()
        self.counts: npt.NDArray[np.int64] | None = None
        """The counts that are shown, (10, 10); None while there are none."""
        self.faded = False
        """Whether the counts are those of another model than the one in use."""
        self._chosen = (0, 0)
        """The cell that the keys or a click have chosen."""
        self._marked = True
        """Whether the frame of the focus is around that cell, and not around all of them."""
        self.setObjectName(name)
        self._text = text
        self.setAccessibleName("Confusion matrix")
        self.setToolTip("Rows are the true digits, columns the predicted digits.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._line = self._widest = 0.0
        self.count_size: float = text
        """The size of the counts, as a multiple of the application's font size."""
        self._fit_font()

    def show_counts(self, counts: npt.NDArray[np.int64] | None) -> None:
        """Show these counts (10, 10), or an empty matrix for None."""
        if self.counts is not None and counts is not self.counts:
            self.unmark()
        self.counts = counts
        self.update()
        report_contents(self)

    def set_faded(self, *, faded: bool) -> None:
        """Show the counts as those of another model than the one in use, or of that one."""
        if faded != self.faded:
            self.faded = faded
            self.update()

    def unmark(self) -> None:
        """Mark the chosen cell no more, because the pad does not show its images; a key does so."""
        self._marked = False
        self.update()

    def accessible_contents(self) -> str:
        """Return what the chosen cell says; empty while there are no counts."""
        return self._describe(self._chosen)

    def table(self) -> list[Row]:
        """Return the counts, a row for each true digit; only the header while there are none."""
        header: list[Row] = [("true \\ predicted", *range(CLASSES))]
        counts = [] if self.counts is None else self.counts.tolist()
        return header + [(digit, *row) for digit, row in enumerate(counts)]

    def cell(self, row: int, column: int) -> QRectF:
        """Return the rectangle of a cell in pixels; row or column −1 is the heading's."""
        margin, top = 2 * self._line, _HEADINGS * self._line
        width = (self.width() - margin) / CLASSES
        height = (self.height() - top - TIGHT) / CLASSES
        left = self._line if column < 0 else margin + column * width
        above = self._line if row < 0 else top + row * height
        return QRectF(
            left,
            above,
            self._line if column < 0 else width,
            self._line if row < 0 else height,
        )

    def sizeHint(self) -> QSize:
        """Return a size at which every count can be read."""
        return QSize(340, 200)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Emit `clicked` for a cell that is not empty."""
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._choose(*cell)
            self._click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a cell with the arrow keys, and emit `clicked` for it with Enter or Space."""
        if MOVE_CELL.match(event) and not self._marked:
            self._choose(*self._chosen)
        elif MOVE_CELL.match(event):
            row, column = self._chosen
            rows, columns = _MOVES[Qt.Key(event.key())]
            self._choose(row + rows, column + columns)
        elif SHOW_CELL.match(event):
            self._choose(*self._chosen)
            self._click()
        else:
            super().keyPressEvent(event)

    def _choose(self, row: int, column: int) -> None:
        if 0 <= row < CLASSES and 0 <= column < CLASSES:
            self._chosen, self._marked = (row, column), True
            self.update()
            report_contents(self)

    def _click(self) -> None:
        if self._count(self._chosen):
            self.clicked.emit(*self._chosen)

    def changeEvent(self, event: QEvent) -> None:
        """Make room for counts in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_font()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the headings, the legend and the cells."""
        painter = QPainter(self)
        painter.setFont(number_font(self, self._text))
        self._paint_headings(painter)
        if self.counts is not None:
            self._paint_legend(painter)
        painter.setFont(number_font(self, self.count_size))
        for row in range(CLASSES):
            for column in range(CLASSES):
                self._paint_cell(painter, row, column)
        paint_focus(painter, self, self._focus_place)
        painter.end()

    @property
    def _focus_place(self) -> QRectF:
        if self._marked:
            return self.cell(*self._chosen)
        return self.cell(0, 0).united(self.cell(CLASSES - 1, CLASSES - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the counts grow with their cells."""
        super().resizeEvent(event)
        self._fit_counts()

    def _fit_counts(self) -> None:
        cell = self.cell(0, 0)
        room = _FILLED * min(cell.width() / self._widest, cell.height() / self._line)
        self.count_size = min(max(self._text, self._text * room), TextSize.FIGURE)

    def _fit_font(self) -> None:
        metrics = QFontMetricsF(number_font(self, self._text))
        self._line = metrics.height()
        self._widest = metrics.horizontalAdvance(_WIDEST)
        widest = self._widest + 2
        self.setMinimumSize(
            int(2 * self._line + CLASSES * widest), int((_HEADINGS + CLASSES) * self._line) + TIGHT
        )
        self._fit_counts()

    def _paint_headings(self, painter: QPainter) -> None:
        painter.setPen(self.palette().color(self.palette().ColorRole.PlaceholderText))
        for digit in range(CLASSES):
            for cell in (self.cell(-1, digit), self.cell(digit, -1)):
                painter.drawText(cell, _CENTERED, str(digit))
        top = QRectF(self.cell(-1, 0).left(), 0, self.width(), self._line)
        painter.drawText(
            top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "predicted"
        )
        left = self.cell(0, -1).united(self.cell(CLASSES - 1, -1))
        painter.save()
        painter.translate(0, left.center().y())
        painter.rotate(-90)
        painter.drawText(
            QRectF(-left.height() / 2, 0, left.height(), self._line), _CENTERED, "true"
        )
        painter.restore()

    def _paint_legend(self, painter: QPainter) -> None:
        """Paint a sample of the tint for some numbers of errors, in the upper right corner."""
        metrics = QFontMetricsF(painter.font())
        step = metrics.horizontalAdvance("888+") + TIGHT
        left = self.width() - len(_SAMPLES) * step
        title = metrics.horizontalAdvance(_LEGEND) + SPACING
        painter.setPen(self.palette().color(self.palette().ColorRole.PlaceholderText))
        painter.drawText(QRectF(left - title, 0, title, self._line), _CENTERED, _LEGEND)
        for count, text in _SAMPLES.items():
            sample = QRectF(left, 0, step - 1, self._line)
            self._paint_count(painter, sample, self._tint(count), text)
            left += step

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        cell = self.cell(row, column).adjusted(0.5, 0.5, -0.5, -0.5)
        if count := self._count((row, column)):
            self._paint_count(painter, cell, self.color(row, column), str(count))
            return
        palette = self.palette()
        painter.fillRect(cell, palette.color(palette.ColorRole.AlternateBase))
        if self.counts is not None:
            painter.setPen(palette.color(palette.ColorRole.PlaceholderText))
            painter.drawText(cell, _CENTERED, "·")

    def _paint_count(self, painter: QPainter, cell: QRectF, color: QColor, count: str) -> None:
        painter.fillRect(cell, color)
        faint = self.palette().color(self.palette().ColorRole.PlaceholderText)
        painter.setPen(faint if self.faded else readable_on(color))
        painter.drawText(cell, _CENTERED, count)

    def color(self, row: int, column: int) -> QColor:
        """Return the color of a cell that is not empty."""
        count = self._count((row, column))
        if row != column or self.counts is None:
            return self._tint(count)
        return self._mixed(theme_of(self).test, _RIGHT * count / self.counts[row].sum())

    def _tint(self, errors: int) -> QColor:
        return self._mixed(theme_of(self).validation, tint(errors))

    def _mixed(self, color: str, share: float) -> QColor:
        strength = share * (_FADED if self.faded else 1.0)
        return theme_of(self).faint(color, self.palette(), strength)

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        for row in range(CLASSES):
            for column in range(CLASSES):
                if self.cell(row, column).contains(point):
                    return row, column
        return None

    def _count(self, cell: tuple[int, int]) -> int:
        return 0 if self.counts is None else int(self.counts[cell])

    def tip_at(self, point: QPointF) -> str:
        """Return what the cell at a point counts."""
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
