"""The sum of a unit, term by term."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.dataset import IMAGE_SIDE
from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import set_text_size
from gui.common.theme import SPACING, TIGHT, TextSize, theme_of

if TYPE_CHECKING:
    from core.inside.unit_sum import UnitSum

_LEAST_BAR = 8 * SPACING
"""Pixels for the longest bar, with the space before it."""
ROWS = 14
"""Ten terms, the rest, the bias, the sum and the output."""
_NOTHING = "Draw a digit, or choose a test image: the sum of the unit for it appears here."
_NARROWEST = ("row 28, column 28", "0.9999 × −0.9999", "−0.9999")
"""Texts for which there is always room, so that the columns seldom move."""
Row = tuple[str, str, str, float]
"""What is added, the product, its value as text and as a number."""


def sum_rows(terms: "UnitSum", activation: str) -> list[Row]:
    """Return the rows of a sum: its largest terms, the rest, the bias, the sum and the output."""
    rows = [
        (_input(terms.layer, int(i)), f"{x:.4g} × {_signed(w)}", _signed(p), float(p))
        for i, x, w, p in zip(
            terms.inputs, terms.values, terms.weights, terms.products, strict=True
        )
    ]
    return [
        *rows,
        (f"{terms.rest_count:,} other terms", "", _signed(terms.rest), terms.rest),
        ("bias", "", _signed(terms.bias), terms.bias),
        ("sum z", "", _signed(terms.total), 0.0),
        (f"output, {activation} of z", "", f"{terms.output:.4g}", 0.0),
    ]


def _input(layer: int, number: int) -> str:
    """Name a pixel by its place, counted from 1, or a unit of the layer before."""
    if layer:
        return f"unit {number}"
    row, column = divmod(number, IMAGE_SIDE)
    return f"row {row + 1}, column {column + 1}"


def _signed(value: float) -> str:
    return f"{value:+.4g}".replace("-", "−")


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
            sum(self._widths) + 2 * SPACING + _LEAST_BAR, ROWS * self.fontMetrics().height()
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
        return [name, max(product, longest - name - SPACING), value]

    def _paint_row(self, painter: QPainter, top: float, row: Row, largest: float) -> None:
        line, (name, product, value) = self.fontMetrics().height(), self._widths
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        middle = Qt.AlignmentFlag.AlignVCenter
        left, right = Qt.AlignmentFlag.AlignLeft | middle, Qt.AlignmentFlag.AlignRight | middle
        before = name + SPACING + product
        # A row without a product has its room for the name.
        painter.drawText(QRectF(0, top, name if row[1] else before, line), left, row[0])
        painter.drawText(QRectF(name + SPACING, top, product, line), right, row[1])
        painter.drawText(QRectF(before + SPACING, top, value, line), right, row[2])
        start = before + value + 2 * SPACING
        room = max(self.width() - start, 2 * SPACING)
        share = row[3] / largest if largest else 0.0
        if 0 < abs(share) <= 1:
            theme = theme_of(self)
            color = QColor(theme.supports if share > 0 else theme.opposes)
            painter.fillRect(QRectF(start, top + TIGHT / 2, abs(share) * room, line - TIGHT), color)
