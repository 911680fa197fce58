"""The values of all lines at the crosshair, in a box beside it."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from gui.common.accessibility import Role
from gui.common.enlargement import set_text_size
from gui.common.theme import TextSize

_MARGIN, _SAMPLE, _GAP, _BESIDE = 6, 18, 6, 10
"""Pixels: around the texts, a piece of line, between two columns, from the crosshair."""
_VCENTER = Qt.AlignmentFlag.AlignVCenter


class Reading(NamedTuple):
    """The value of a line at the place nearest to the crosshair that has one."""

    name: str
    pen: QPen
    value: str
    place: str


class Readout(QWidget):
    """Shows readings below a heading; it takes no events of the mouse from the plot behind it."""

    accessible_role = Role.StaticText

    def __init__(self, plot: QWidget, object_name: str) -> None:
        super().__init__(plot)
        self._plot = plot
        self.setObjectName(object_name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_text_size(self, TextSize.SMALL)
        self._heading = ""
        self._readings: Sequence[Reading] = ()
        self.hide()

    def text(self) -> str:
        """Return what is shown, as text; empty while it is hidden."""
        readings = (f"{each.name} {each.value} @ {each.place}" for each in self._readings)
        return "   ".join([self._heading, *readings]) if not self.isHidden() else ""

    def show_readings(
        self, heading: str, readings: Sequence[Reading], column: int, area: QRect
    ) -> None:
        """Show these beside a column of pixels, within an area of the plot."""
        if heading != self._heading or readings != self._readings:
            self._heading, self._readings = heading, readings
            self.setAccessibleName(self.text())
            self.update()
        size = self._size(area.width())
        right = column + _BESIDE
        left = column - _BESIDE - size.width()
        start = right if right + size.width() <= area.right() else left
        start = max(min(start, area.right() - size.width()), area.left())
        self.setGeometry(QRect(QPoint(start, area.top() + 2), size))
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Make room for the texts in a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.__dict__.get("_readings"):
            self.resize(self._size(self._plot.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box with its texts."""
        painter, palette = QPainter(self), self.palette()
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        inner = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        painter.drawText(inner, Qt.TextFlag.TextWordWrap, self._heading)
        line = painter.fontMetrics().height()
        top = inner.bottom() + 1 - line * len(self._readings)
        for number, reading in enumerate(self._readings):
            self._paint(
                painter, QRect(inner.left(), top + number * line, inner.width(), line), reading
            )
        painter.end()

    def _paint(self, painter: QPainter, row: QRect, reading: Reading) -> None:
        written, middle = painter.pen(), row.center().y()
        painter.setPen(reading.pen)
        painter.drawLine(row.left(), middle, row.left() + _SAMPLE, middle)
        painter.setPen(written)
        name, value, _ = self._widths
        left = row.left() + _SAMPLE + _GAP
        painter.drawText(QRect(left, row.top(), name, row.height()), _VCENTER, reading.name)
        left += name + _GAP
        right = Qt.AlignmentFlag.AlignRight | _VCENTER
        painter.drawText(QRect(left, row.top(), value, row.height()), right, reading.value)
        left += value + _GAP
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(left, row.top(), 1000, row.height(), _VCENTER, f"@ {reading.place}")
        painter.setPen(written)

    @property
    def _widths(self) -> tuple[int, int, int]:
        """The widths of the names, the values and the places."""
        measure = self.fontMetrics().horizontalAdvance
        rows = [(each.name, each.value, f"@ {each.place}") for each in self._readings]
        names, values, places = zip(*rows, strict=True) if rows else ((), (), ())
        widest = (max(map(measure, texts), default=0) for texts in (names, values, places))
        name, value, place = widest
        return name + 1, value + 1, place + 1

    def _size(self, widest: int) -> QSize:
        metrics, flags = self.fontMetrics(), Qt.TextFlag.TextWordWrap
        rows = _SAMPLE + 3 * _GAP + sum(self._widths) if self._readings else 0
        room = max(widest - 2 * _MARGIN, 1)
        wanted = max(rows, min(metrics.horizontalAdvance(self._heading) + 1, 240))
        heading = metrics.boundingRect(QRect(0, 0, min(wanted, room), 1000), flags, self._heading)
        height = heading.height() + metrics.height() * len(self._readings)
        return QSize(min(wanted, room) + 2 * _MARGIN, height + 2 * _MARGIN)
