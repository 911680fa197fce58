"""The grid of the user's digits."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPixmapCache,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.common.enlargement import enlargement
from gui.common.focus_frame import show_focus
from gui.common.keys import DELETE_DIGITS, RELABEL_DIGITS, SHOW_DIGIT
from gui.common.selection import Selection
from gui.common.table_model import NO_INDEX, Index
from gui.common.theme import TextSize, Theme, number_font, theme_of

if TYPE_CHECKING:
    from core.drawing.strokes import Drawing
    from core.personalization.digit_store import MyDigit

DIGIT = Qt.ItemDataRole.UserRole
"""The role of a row's MyDigit."""
_FEW = 100
"""Up to this many changes are made row by row, which keeps selection and scroll position."""


class DigitsModel(QAbstractListModel):
    """Has a row for each digit."""

    def __init__(self) -> None:
        super().__init__()
        self._digits: list[MyDigit] = []

    def show_digits(self, digits: "Sequence[MyDigit]") -> None:
        """Show these digits, given in the order in which they were saved."""
        wanted = list(reversed(digits))
        ids = {digit.id for digit in wanted}
        changes = len({digit.id for digit in self._digits} ^ ids)
        if changes <= _FEW:
            self._remove_others(ids)
            self._insert_missing(wanted)
        if [d.id for d in self._digits] != [d.id for d in wanted]:
            self.beginResetModel()
            self._digits = wanted
            self.endResetModel()
        self._replace(wanted)

    def digit(self, row: int) -> "MyDigit":
        """Return the digit of a row."""
        return self._digits[row]

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of digits."""
        return 0 if parent.isValid() else len(self._digits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a digit, or its label as text."""
        if not 0 <= index.row() < len(self._digits):
            return None
        digit = self._digits[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return digit
            case Qt.ItemDataRole.DisplayRole:
                return str(digit.label)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"Digit labeled {digit.label}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"Labeled {digit.label}. Double-click or Enter: show it on the pad."
        return None

    def _remove_others(self, ids: set[str]) -> None:
        for row in reversed(range(len(self._digits))):
            if self._digits[row].id not in ids:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._digits[row]
                self.endRemoveRows()

    def _insert_missing(self, wanted: "list[MyDigit]") -> None:
        there = {digit.id for digit in self._digits}
        for row, digit in enumerate(wanted):
            if digit.id not in there:
                self.beginInsertRows(QModelIndex(), row, row)
                self._digits.insert(row, digit)
                self.endInsertRows()

    def _replace(self, wanted: "list[MyDigit]") -> None:
        """Replace digits that have kept their id but may have another label."""
        for row, digit in enumerate(wanted):
            if self._digits[row] is not digit:
                self._digits[row] = digit
                self.dataChanged.emit(self.index(row), self.index(row))


SIDE = 44
"""The side of a thumbnail in pixels, with text of the normal size."""
_MARGIN = 6
_PEN = 2.4
_TAG_PADDING = 6


class Thumbnails(QStyledItemDelegate):
    """Paints a digit as a thumbnail, with its label on a tag in the corner."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a thumbnail."""
        return QSize(_side(), _side())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        """Paint the drawing, its label, and a frame if it is selected."""
        digit: MyDigit = index.data(DIGIT)
        place = QRect(option.rect).adjusted(1, 1, -1, -1)
        painter.drawPixmap(place.topLeft(), self._picture(digit))
        palette = self._view.palette()
        painter.save()
        painter.setFont(number_font(self._view, TextSize.SMALL))
        _paint_tag(painter, palette, place, str(digit.label))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2))
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.restore()

    def _picture(self, digit: "MyDigit") -> QPixmap:
        theme, ratio = theme_of(self._view), self._view.devicePixelRatio()
        key = f"my digit {digit.id} {theme.ink} {ratio} {_side()}"
        picture = QPixmap()
        if not QPixmapCache.find(key, picture):
            picture = _painted(digit.drawing, theme, ratio)
            QPixmapCache.insert(key, picture)
        return picture


def _side() -> int:
    """Return the side of a thumbnail as it is shown, in pixels."""
    return round(SIDE * enlargement())


def _paint_tag(painter: QPainter, palette: QPalette, place: QRect, label: str) -> None:
    metrics = painter.fontMetrics()
    size = QSize(metrics.horizontalAdvance(label) + _TAG_PADDING, metrics.ascent())
    tag = QRect(place.bottomRight() - QPoint(size.width(), size.height()), size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.Button))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawRoundedRect(tag, 3, 3)
    painter.setPen(palette.color(QPalette.ColorRole.ButtonText))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, label)


def _painted(drawing: "Drawing", theme: Theme, ratio: float) -> QPixmap:
    side = _side() - 2
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(theme.paper))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(theme.ink), _PEN * side / SIDE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for points in _fitted(drawing, side):
        painter.drawPolyline(points)
    painter.end()
    return picture


def _fitted(drawing: "Drawing", side: float) -> list[QPolygonF]:
    """Return the strokes scaled to fit into a square, whatever their unit."""
    every = np.concatenate([stroke.points for stroke in drawing.strokes])
    low, high = every.min(axis=0), every.max(axis=0)
    longest = float((high - low).max())
    scale = side * (1 - 2 * _MARGIN / SIDE) / longest if longest > 0 else 1.0
    center = (low + high) / 2
    return [
        _line(((stroke.points - center) * scale + side / 2).tolist()) for stroke in drawing.strokes
    ]


def _line(points: list[list[float]]) -> QPolygonF:
    line = [QPointF(x, y) for x, y in points]
    # A dot is a line too short to see: without any line nothing is painted.
    return QPolygonF(line if len(line) > 1 else [line[0], line[0] + QPointF(0.01, 0)])


class DigitsView(QListView):
    """Select, delete with Delete, correct with 0-9, open by a double click or Return."""

    delete_requested = Signal()
    label_requested = Signal(int)
    opened = Signal(object)
    """Emitted with the MyDigit to show on the pad."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("myDigitsView")
        self.setAccessibleName("My digits, newest first")
        self.setToolTip(
            "Double-click or Enter: show the digit on the pad. Delete: delete the selected "
            "digits. 0 to 9: change their label. Ctrl+Z: undo the last change."
        )
        self.digits = DigitsModel()
        self.digits.setParent(self)
        self.setModel(self.digits)
        self.setItemDelegate(Thumbnails(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(_side() + 4)
        self.doubleClicked.connect(self._open)
        self.selection = Selection(self)
        show_focus(self)

    def changeEvent(self, event: QEvent) -> None:
        """Show thumbnails that fit to the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setMinimumHeight(_side() + 4)
            self.scheduleDelayedItemsLayout()

    @property
    def selected_ids(self) -> list[str]:
        """The ids of the selected digits."""
        return [self.digits.digit(row).id for row in self.selection.rows]

    def event(self, event: QEvent) -> bool:
        # While the list has the focus these keys are its own, not the window's.
        """Claim the keys of this view before the window's shortcuts get them."""
        ours = isinstance(event, QKeyEvent) and self._is_ours(event)
        if ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete or relabel, by the key that was pressed."""
        if not self._is_ours(event):
            super().keyPressEvent(event)
        elif DELETE_DIGITS.match(event):
            self.delete_requested.emit()
        elif SHOW_DIGIT.match(event):
            self._open(self.currentIndex())
        else:
            self.label_requested.emit(int(event.text()))

    def _is_ours(self, event: QKeyEvent) -> bool:
        ours = any(keys.match(event) for keys in (RELABEL_DIGITS, DELETE_DIGITS, SHOW_DIGIT))
        return ours and bool(self.selection.rows)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.digits.digit(index.row()))
