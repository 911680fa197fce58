"""The grid of the units of a layer: the weights of each as an image, and its output."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
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
from gui.common.enlargement import enlargement, set_text_size
from gui.common.focus_frame import paint_focus
from gui.common.keys import MOVE_UNIT, TURN_PAGE, page_step
from gui.common.theme import SPACING, TIGHT, TextSize, theme_of
from gui.common.tip_widget import TipWidget
from gui.common.weight_images import paint_image, weight_image

if TYPE_CHECKING:
    from gui.inside.inside_requests import UnitPage

_SIDE = 56
"""Pixels of a tile at the normal size of the text: two for each pixel of the image."""
_BAR = 4
"""The height of the bar that shows the output of a unit."""
_FEWEST_ROWS = 2
_NOTHING = "The units appear when there is a network."


class UnitGrid(TipWidget):
    """Shows a page of units; a click or the arrow keys choose one.

    The bar below a tile shows the output of the unit for the image that the network sees, relative
    to the largest on the page.
    """

    accessible_role = Role.Graphic

    chosen_changed = Signal(int)
    """Emitted with the number of a unit that the user has chosen."""
    page_turned = Signal(int)
    """Emitted with −1 for the page before, 1 for the next."""
    capacity_changed = Signal()
    """Emitted when another number of tiles has room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("unitGrid")
        self.setAccessibleName("Weights of the units")
        self.setToolTip("The weights of each unit, and below them its output. Click a unit.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._images: list[QImage] = []
        self._capacity = 0
        self.page: UnitPage | None = None
        """The units that are shown; None while there are none."""
        self.chosen = 0
        """The number of the chosen unit."""
        set_text_size(self, TextSize.SMALL)

    @property
    def capacity(self) -> int:
        """How many tiles have room."""
        return self._columns * self._rows

    def show_page(self, page: "UnitPage | None") -> None:
        """Show other units; None for none."""
        self.page = page
        self._color()

    def choose(self, unit: int) -> None:
        """Mark a unit as the chosen one."""
        self.chosen = unit
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return what the chosen unit is and does."""
        place = self._place_of(self.chosen)
        return _NOTHING if place is None else self._describe(place)

    def sizeHint(self) -> QSize:
        """Return a size for five tiles in each of three rows."""
        return self._size_of(5, 3)

    def minimumSizeHint(self) -> QSize:
        """Return a size for four tiles in each of two rows."""
        return self._size_of(4, _FEWEST_ROWS)

    def tip_at(self, point: QPointF) -> str:
        """Return what the unit at a point is and does."""
        place = self._place_at(point)
        return super().tip_at(point) if place is None else self._describe(place)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the colors and the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
        elif event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Report how many tiles have room."""
        super().resizeEvent(event)
        self._measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the unit under the pointer."""
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._choose_place(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose another unit with the arrow keys, and turn the page."""
        if TURN_PAGE.match(event):
            self.page_turned.emit(page_step(event))
        elif MOVE_UNIT.match(event):
            steps = {
                Qt.Key.Key_Left: -1,
                Qt.Key.Key_Right: 1,
                Qt.Key.Key_Up: -self._columns,
                Qt.Key.Key_Down: self._columns,
            }
            place = self._place_of(self.chosen)
            self._choose_place(0 if place is None else place + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles with their numbers and outputs."""
        painter = QPainter(self)
        if self.page is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, _NOTHING)
        for place in range(min(len(self._images), self.capacity)):
            self._paint_tile(painter, place)
        paint_focus(painter, self)
        painter.end()

    @property
    def _step(self) -> QSize:
        side = self._side
        return QSize(side + SPACING, side + _BAR + self.fontMetrics().height() + SPACING)

    @property
    def _side(self) -> int:
        """The side of a tile, which grows with the text."""
        return round(_SIDE * enlargement())

    def _size_of(self, columns: int, rows: int) -> QSize:
        """Return the size that has room for so many tiles."""
        return QSize(columns * self._step.width() + TIGHT, rows * self._step.height() + TIGHT)

    @property
    def _columns(self) -> int:
        return max(1, (self.width() - TIGHT) // self._step.width())

    @property
    def _rows(self) -> int:
        return max(1, (self.height() - TIGHT) // self._step.height())

    def _measure(self) -> None:
        if self.capacity != self._capacity:
            self._capacity = self.capacity
            self.capacity_changed.emit()

    def _color(self) -> None:
        page, theme = self.page, theme_of(self)
        self._images = (
            [] if page is None else [weight_image(each, page.scale, theme) for each in page.images]
        )
        self.update()
        report_contents(self)

    def _tile(self, place: int) -> QRectF:
        row, column = divmod(place, self._columns)
        step, side = self._step, self._side
        return QRectF(TIGHT + column * step.width(), TIGHT + row * step.height(), side, side)

    def _paint_tile(self, painter: QPainter, place: int) -> None:
        page, tile, palette = self.page, self._tile(place), self.palette()
        assert page is not None
        paint_image(painter, tile, self._images[place], palette)
        unit = int(page.units[place])
        below = QRectF(tile.left(), tile.bottom() + _BAR, tile.width(), self.fontMetrics().height())
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(unit))
        share = self._share(place)
        if share:
            bar = QRectF(tile.left(), tile.bottom() + 1, abs(share) * tile.width(), _BAR - 1)
            theme = theme_of(self)
            painter.fillRect(bar, QColor(theme.supports if share > 0 else theme.opposes))
        if unit == self.chosen:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 3))
            painter.drawRect(tile.adjusted(-2, -2, 2, 2))

    def _share(self, place: int) -> float:
        """Return the output of a unit relative to the largest on the page, from −1 to 1."""
        outputs = None if self.page is None else self.page.outputs
        if outputs is None:
            return 0.0
        largest, output = float(abs(outputs).max()), float(outputs[place])
        share = output / largest if largest else 0.0
        return share if abs(share) <= 1 else 0.0  # a diverged network has no finite outputs

    def _place_at(self, point: QPointF) -> int | None:
        for place in range(min(len(self._images), self.capacity)):
            if self._tile(place).adjusted(-TIGHT, -TIGHT, TIGHT, TIGHT).contains(point):
                return place
        return None

    def _place_of(self, unit: int) -> int | None:
        units = [] if self.page is None else self.page.units.tolist()
        return units.index(unit) if unit in units else None

    def _choose_place(self, place: int) -> None:
        if self.page is not None and 0 <= place < len(self.page.units):
            self.choose(int(self.page.units[place]))
            self.chosen_changed.emit(self.chosen)

    def _describe(self, place: int) -> str:
        page = self.page
        if page is None or place >= len(page.units):
            return ""
        text = f"Unit {page.units[place]}"
        if page.outputs is not None:
            text = f"{text}: its output for this image is {number_text(float(page.outputs[place]))}"
        return f"{text}."
