"""The weights of a deeper layer as a matrix."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy

from core.foundation.number_text import number_text
from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import set_text_size
from gui.common.focus_frame import paint_focus
from gui.common.keys import MOVE_UNIT
from gui.common.theme import SPACING, TIGHT, TextSize, theme_of
from gui.common.tip_widget import TipWidget
from gui.common.weight_images import paint_scale, scale_width, weight_image

if TYPE_CHECKING:
    from gui.inside.inside_requests import MatrixPage

_SCALE_WIDTH, _SCALE_BAR = 140, 10
_LEAST = 200
_WIDEST = "8888"
"""The widest number of a unit."""


class MatrixView(TipWidget):
    """Shows a row for each unit, with a cell for each unit of the layer before.

    A click or the arrow keys choose the unit of a row.
    """

    accessible_role = Role.Graphic

    chosen_changed = Signal(int)
    """Emitted with the number of a unit that the user has chosen."""
    room_changed = Signal()
    """Emitted when another number of cells has room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("weightMatrix")
        self.setAccessibleName("Weights of the layer as a matrix")
        self.setToolTip(
            "A row for each unit of the layer, a column for each unit of the layer before. Of a "
            "matrix with more weights than there is room for, each cell is the largest of several."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.page: MatrixPage | None = None
        """What is shown; None for nothing."""
        self.chosen = 0
        """The number of the chosen unit."""
        self._image: QImage | None = None
        set_text_size(self, TextSize.SMALL)

    @property
    def room(self) -> tuple[int, int]:
        """How many rows and columns of cells have room."""
        place = self._room
        return max(1, int(place.height())), max(1, int(place.width()))

    def show_page(self, page: "MatrixPage | None") -> None:
        """Show another matrix; None for none."""
        self.page = page
        self._color()

    def choose(self, unit: int) -> None:
        """Mark a unit as the chosen one."""
        self.chosen = unit
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the size of the matrix, and which unit is chosen."""
        if self.page is None:
            return ""
        rows, columns = self.page.size
        return f"{rows:,} units with {columns:,} weights each; unit {self.chosen} is chosen."

    def sizeHint(self) -> QSize:
        """Return a size at which a small matrix can be recognized."""
        return QSize(_LEAST, _LEAST)

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the colors."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._color()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Report that another number of cells has room."""
        super().resizeEvent(event)
        self.room_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the unit of the row under the pointer."""
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._choose_row(cell[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the unit of the row above or below."""
        page = self.page
        if page is None or not MOVE_UNIT.match(event):
            super().keyPressEvent(event)
            return
        units = page.units.tolist()
        row = units.index(self.chosen) // page.block[0] if self.chosen in units else 0
        back = event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Left}
        self._choose_row(row + (-1 if back else 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the matrix, the chosen row, and the scale."""
        page = self.page
        painter, place = QPainter(self), self._place
        if page is not None and self._image is not None:
            painter.drawImage(place, self._image)
            painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
            painter.drawRect(place)
            self._paint_chosen(painter, page)
            self._paint_numbers(painter, page)
            top = place.bottom() + TIGHT
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            line = self.fontMetrics().height()
            rows, columns = page.size
            text = f"{rows:,} units × {columns:,} units of the layer before"
            room = QRectF(place.left(), top, place.width(), line)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft, text)
            width = max(_SCALE_WIDTH, scale_width(self))
            scale = QRectF(place.left(), top + line + TIGHT, width, _SCALE_BAR + line)
            paint_scale(painter, scale, page.scale, theme_of(self), self)
        paint_focus(painter, self)
        painter.end()

    @property
    def _place(self) -> QRectF:
        """Where the matrix is."""
        place, page = self._room, self.page
        if page is not None:  # the cells of a small matrix need not be as large as there is room
            rows, columns = page.cells.shape
            place.setWidth(min(place.width(), columns * 2.0 * SPACING))
            place.setHeight(min(place.height(), rows * 2.0 * SPACING))
        return place

    @property
    def _room(self) -> QRectF:
        """Where a large matrix is."""
        below = 2 * self.fontMetrics().height() + _SCALE_BAR + 3 * TIGHT
        before = self.fontMetrics().horizontalAdvance(_WIDEST) + TIGHT
        return QRectF(self.rect()).adjusted(before, TIGHT, -SPACING, -below)

    def _paint_numbers(self, painter: QPainter, page: "MatrixPage") -> None:
        """Paint the number of each unit beside its row, where there is room."""
        place, line = self._place, self.fontMetrics().height()
        height = place.height() / page.cells.shape[0]
        if height < line or page.block[0] > 1:
            return
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, unit in enumerate(page.units.tolist()):
            beside = QRectF(0, place.top() + row * height, place.left() - TIGHT, height)
            painter.drawText(beside, flags, str(unit))

    def _paint_chosen(self, painter: QPainter, page: "MatrixPage") -> None:
        units = page.units.tolist()
        if self.chosen not in units:
            return
        place, row = self._place, units.index(self.chosen) // page.block[0]
        height = place.height() / page.cells.shape[0]
        frame = QRectF(place.left(), place.top() + row * height, place.width(), height)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
        painter.drawRect(frame.adjusted(-1, -1, 1, 1))

    def _color(self) -> None:
        page = self.page
        self._image = None if page is None else weight_image(page.cells, page.scale, theme_of(self))
        self.update()
        report_contents(self)

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        place = self._place
        if self.page is None or not place.contains(point):
            return None
        rows, columns = self.page.cells.shape
        row = int((point.y() - place.top()) / place.height() * rows)
        column = int((point.x() - place.left()) / place.width() * columns)
        return min(row, rows - 1), min(column, columns - 1)

    def _choose_row(self, row: int) -> None:
        page = self.page
        if page is not None and 0 <= row < page.cells.shape[0]:
            self.choose(int(page.units[row * page.block[0]]))
            self.chosen_changed.emit(self.chosen)

    def tip_at(self, point: QPointF) -> str:
        """Return the weight at a point, or what the matrix is."""
        page, cell = self.page, self._cell_at(point)
        if page is None or cell is None:
            return self.toolTip()
        (row, column), (high, wide) = cell, page.block
        value = number_text(float(page.cells[row, column]))
        units = page.units[row * high : (row + 1) * high]
        first, last = column * wide, min((column + 1) * wide, page.size[1]) - 1
        source = f"unit {first}" if wide == 1 else f"units {first} to {last}"
        target = f"unit {units[0]}" if len(units) == 1 else f"{len(units)} units from {units[0]} on"
        largest = "" if len(units) == 1 and first == last else "the largest weight "
        return f"{largest}from {source} to {target}: {value}".capitalize()
