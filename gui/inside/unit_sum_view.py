"""The sum of a unit, term by term."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.dataset import IMAGE_SIDE
from core.foundation.number_text import number_column
from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import set_text_size
from gui.common.theme import SPACING, TIGHT, TextSize, theme_of

if TYPE_CHECKING:
    from core.inside.unit_sum import UnitSum

_LEAST_BAR = 7 * SPACING
"""Pixels for the longest bar, with the space before it."""
_DIGITS = 5
"""Of the largest number: the terms are often ten times smaller than their sum."""
_GAP = 2 * SPACING
"""Pixels between a name, which may end with a number, and the product."""
ROWS = 14
"""Ten terms, the rest, the bias, the sum and the output."""
_NOTHING = "Draw a digit, or choose a test image: the sum of the unit for it appears here."
_NARROWEST = ("row 27, column 27", "0.9999 × −0.9999", "−0.9999")
"""Texts for which there is always room, so that the columns seldom move."""
Row = tuple[str, str, str, float]
"""What is added, the product, its value as text and as a number."""


def sum_rows(terms: "UnitSum", activation: str) -> list[Row]:
    """Return the rows of a sum: its largest terms, the rest, the bias, the sum and the output."""
    added = [*map(float, terms.products), terms.rest, terms.bias]
    *parts, total, output = number_column([*added, terms.total, terms.output], _DIGITS, signed=True)
    values, weights = (
        number_column(terms.values.tolist()),
        number_column(terms.weights.tolist(), signed=True),
    )
    products = [f"{value} × {weight}" for value, weight in zip(values, weights, strict=True)]
    names = [_input(terms.layer, int(each)) for each in terms.inputs]
    names += [f"{terms.rest_count:,} other terms", "bias"]
    rows = zip(names, [*products, "", ""], parts, added, strict=True)
    return [
        *rows,
        ("sum z", "", total, 0.0),
        (f"output, {activation} of z", "", output.removeprefix("+"), 0.0),
    ]


def _input(layer: int, number: int) -> str:
    """Name a pixel by its place, counted from 0 like units, or a unit of the layer before."""
    if layer:
        return f"unit {number}"
    row, column = divmod(number, IMAGE_SIDE)
    return f"row {row}, column {column}"


class UnitSumView(QWidget):
    """Shows a sum as rows, with a bar for each term."""

    accessible_role = Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("unitSum")
        self.setAccessibleName("Sum of the unit")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_text_size(self, TextSize.SMALL)
        self.rows: list[Row] = []
        """The rows that are shown; empty where the network sees no image."""

    def show_sum(self, terms: "UnitSum | None", activation: str) -> None:
        """Show a sum; None where the network sees no image."""
        self.rows = [] if terms is None else sum_rows(terms, activation)
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the rows as a text."""
        texts = (" ".join(part for part in row[:3] if part) for row in self.rows)
        return "; ".join(texts) or _NOTHING

    def sizeHint(self) -> QSize:
        """Return the size of all rows."""
        return QSize(
            sum(self._widths) + _GAP + SPACING + _LEAST_BAR, ROWS * self.fontMetrics().height()
        )

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter, palette = QPainter(self), self.palette()
        if not self.rows:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.TextFlag.TextWordWrap, _NOTHING)
        largest = max((abs(row[3]) for row in self.rows), default=0.0)
        for number, row in enumerate(self.rows):
            self._paint_row(painter, number * self.fontMetrics().height(), row, largest)
        painter.end()

    @property
    def _widths(self) -> list[int]:
        """The widths of the three columns of texts; a row without a product has its name in two."""
        advance = self.fontMetrics().horizontalAdvance
        terms = [row for row in self.rows if row[1]]
        columns = (
            (_NARROWEST[0], *(row[0] for row in terms)),
            (_NARROWEST[1], *(row[1] for row in terms)),
            (_NARROWEST[2], *(row[2] for row in self.rows)),
        )
        name, product, value = (max(advance(text) for text in texts) for texts in columns)
        longest = max((advance(row[0]) for row in self.rows if not row[1]), default=0)
        return [name, max(product, longest - name - _GAP), value]

    def _paint_row(self, painter: QPainter, top: float, row: Row, largest: float) -> None:
        line, (name, product, value) = self.fontMetrics().height(), self._widths
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        middle = Qt.AlignmentFlag.AlignVCenter
        left, right = Qt.AlignmentFlag.AlignLeft | middle, Qt.AlignmentFlag.AlignRight | middle
        before = name + _GAP + product
        # A row without a product has its room for the name.
        painter.drawText(QRectF(0, top, name if row[1] else before, line), left, row[0])
        painter.drawText(QRectF(name + _GAP, top, product, line), right, row[1])
        painter.drawText(QRectF(before + SPACING, top, value, line), right, row[2])
        start = before + value + 2 * SPACING
        room = max(self.width() - start, 2 * SPACING)
        share = row[3] / largest if largest else 0.0
        if 0 < abs(share) <= 1:
            theme = theme_of(self)
            color = QColor(theme.supports if share > 0 else theme.opposes)
            painter.fillRect(QRectF(start, top + TIGHT / 2, abs(share) * room, line - TIGHT), color)
