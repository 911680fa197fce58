"""The values of all lines at the crosshair, in a table above the plots."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from gui.common.accessibility import Role
from gui.common.enlargement import set_text_size
from gui.common.theme import TextSize
from gui.training.curves.point_markers import sample_length

_MARGIN, _GAP = 4, 8
"""Pixels: around the texts, between two columns."""
_NONE = "–"


class Reading(NamedTuple):
    """The value of a line at the place nearest to the crosshair that has one."""

    name: str
    pen: QPen
    value: str
    place: str


class ReadoutLine(NamedTuple):
    """What the table says of one line: its value in each plot."""

    name: str
    pen: QPen
    values: tuple[str, ...]
    place: str

    @property
    def title(self) -> str:
        """The name of the line, and where the values are."""
        return f"{self.name} @ {self.place}"


def merged_readings(plots: Sequence[Iterable[Reading]]) -> list[ReadoutLine]:
    """Return one line for all readings of several plots with the same name."""
    found: list[Mapping[str, Reading]] = [
        {reading.name: reading for reading in readings} for readings in plots
    ]
    names = dict.fromkeys(name for readings in found for name in readings)
    lines = []
    for name in names:
        known = [readings.get(name) for readings in found]
        first = next(reading for reading in known if reading is not None)
        values = tuple(_NONE if reading is None else reading.value for reading in known)
        lines.append(ReadoutLine(name, first.pen, values, first.place))
    return lines


class _Cell(NamedTuple):
    text: str
    pen: QPen | None = None
    """The pen of the piece of line before the text; None for no such piece."""
    number: bool = False


class Readout(QWidget):
    """Shows a table with a row for each line, or with a column for each where that is lower.

    It stands above the plots, in place of their controls, so that it never covers a curve while the
    pointer is in a plot.
    """

    accessible_role = Role.StaticText

    def __init__(self, parent: QWidget, object_name: str) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_text_size(self, TextSize.SMALL)
        self._heading, self._notes = "", ""
        self._columns: Sequence[str] = ()
        self._lines: Sequence[ReadoutLine] = ()
        self._table: list[list[_Cell]] = []
        self._area = QRect()
        self.hide()

    def text(self) -> str:
        """Return what is shown, as text; empty while it is hidden."""
        lines = (f"{each.name} {' '.join(each.values)} @ {each.place}" for each in self._lines)
        heading = " · ".join([self._heading, *self._columns])
        notes = [self._notes] if self._notes else []
        return "   ".join([heading, *notes, *lines]) if not self.isHidden() else ""

    def show_lines(
        self,
        heading: str,
        notes: str,
        columns: Sequence[str],
        lines: Sequence[ReadoutLine],
        area: QRect,
    ) -> None:
        """Show the lines in an area, if possible; `columns` are the titles of their values."""
        self._heading, self._notes, self._columns, self._lines = heading, notes, columns, lines
        self._area = area
        self._lay_out()
        self.setAccessibleName(self.text())
        self.show()
        self.raise_()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Make room for the texts in a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.__dict__.get("_lines"):
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the table."""
        painter, palette = QPainter(self), self.palette()
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        line, top = self.fontMetrics().height(), _MARGIN
        widths = self._widths(self._table)
        for row in self._table:
            left = _MARGIN
            for cell, width in zip(row, widths, strict=True):
                self._paint(painter, cell, QRect(left, top, width, line))
                left += width + _GAP
            top += line
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        inner = self.rect().adjusted(_MARGIN, 0, -_MARGIN, -_MARGIN)
        inner.setTop(top)
        painter.drawText(inner, Qt.TextFlag.TextWordWrap, self._notes)
        painter.end()

    def _lay_out(self) -> None:
        """Choose the lower table if the usual one does not fit, and put it into the area."""
        area = self._area
        self._table = self._rows()
        size = self._size(self._table, area.width())
        if size.height() > area.height():
            turned = _turned(self._table)
            other = self._size(turned, area.width())
            if other.width() <= area.width():
                self._table, size = turned, other
        # The whole area: controls of which a part can be seen would look broken.
        self.setGeometry(QRect(area.topLeft(), size.expandedTo(area.size())))

    def _paint(self, painter: QPainter, cell: _Cell, place: QRect) -> None:
        if cell.pen is not None:
            painter.setPen(cell.pen)
            middle, sample = place.center().y(), sample_length()
            painter.drawLine(place.left(), middle, place.left() + sample, middle)
            place = place.adjusted(sample + _GAP // 2, 0, 0, 0)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        side = Qt.AlignmentFlag.AlignRight if cell.number else Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, cell.text)

    def _rows(self) -> list[list[_Cell]]:
        head = [_Cell(self._heading), *(_Cell(title, number=True) for title in self._columns)]
        lines = [
            [_Cell(line.title, line.pen), *(_Cell(value, number=True) for value in line.values)]
            for line in self._lines
        ]
        return [head, *lines]

    def _widths(self, table: list[list[_Cell]]) -> list[int]:
        measure = self.fontMetrics().horizontalAdvance
        return [
            max(
                measure(cell.text)
                + 1
                + (sample_length() + _GAP // 2 if cell.pen is not None else 0)
                for cell in column
            )
            for column in zip(*table, strict=True)
        ]

    def _size(self, table: list[list[_Cell]], widest: int) -> QSize:
        metrics, widths = self.fontMetrics(), self._widths(table)
        width = sum(widths) + _GAP * (len(widths) - 1)
        height = metrics.height() * len(table)
        if self._notes:
            wanted = metrics.horizontalAdvance(self._notes) + 1
            width = max(width, min(wanted, widest - 2 * _MARGIN))
            flags = Qt.TextFlag.TextWordWrap
            height += metrics.boundingRect(QRect(0, 0, width, 1000), flags, self._notes).height()
        return QSize(width + 2 * _MARGIN, height + 2 * _MARGIN)


def _turned(table: list[list[_Cell]]) -> list[list[_Cell]]:
    """Exchange rows and columns."""
    return [list(column) for column in zip(*table, strict=True)]
