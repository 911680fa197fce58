"""The three columns of the window: the form, the main tabs, and the drawing panel."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gui.common.content_area import ContentArea
from gui.common.enlargement import enlargement
from gui.common.theme import SPACING, TIGHT
from gui.common.timers import Timer
from gui.common.widgets import container, named, vbox

_LEFT, _CENTER, _WIDE_CENTER = 40, 40, 56
"""The widths at which columns are comfortable, in digits of normal text, and the width of the
middle column before the right one becomes wider than that."""
_RIGHT_SHARE = 3
"""The right column has one of so many parts of the window at first."""
_CENTER_LEAST = 240
"""Pixels."""
_LEAST_HEIGHT = 200


class Column(StrEnum):
    """The columns that can be hidden."""

    SETTINGS = "settings"
    DRAWING = "drawing"


class ColumnState(NamedTuple):
    """Which columns the user wants to see, and those that are shown, at a width of the window."""

    wanted: tuple[Column, ...]
    shown: tuple[Column, ...]
    window: int
    widths: Mapping[Column, int]


class WindowSplitter(QSplitter):
    """Three columns side by side.

    The user can hide the left and the right one. In a narrow window, the one that was asked for
    longer ago makes room for the other, and comes back when the window is wide enough.
    """

    shown_changed = Signal()
    """Emitted when a column has been shown or hidden, by the user or for want of room."""

    def __init__(self, left: QWidget, center: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(SPACING)
        self._areas = {
            Column.SETTINGS: named(ContentArea(left), "settingsColumn"),
            Column.DRAWING: named(ContentArea(right, reserve=True), "drawingColumn"),
        }
        self._center = center
        self._wanted = list(Column)
        """The columns that the user wants to see, the one asked for most recently last."""
        self._laid_out = self._restored = False
        self._restoring: ColumnState | None = None
        """The widths that hold at their width of the window until the user changes them."""
        self._share: float | None = None
        """The part of the window that the right column has until the user changes it."""
        self._widths: dict[Column, int] = {}
        """The widths of columns before they were hidden."""
        parts = (self._areas[Column.SETTINGS], center, self._areas[Column.DRAWING])
        for number, (part, stretch) in enumerate(zip(parts, (0, 3, 2), strict=True)):
            self.addWidget(part)
            self.setCollapsible(number, False)
            self.setStretchFactor(number, stretch)
        center.setMinimumWidth(_CENTER_LEAST)
        # The sizes of contents that have changed are known after the events of this change.
        self._refitting = Timer(self, singleShot=True, interval=0)
        self._refitting.timeout.connect(self._refit)
        for area in self._areas.values():
            area.crowded.connect(self._refitting.start)
        self.splitterMoved.connect(self._forget_widths)

    def is_shown(self, column: Column) -> bool:
        """Return whether a column can be seen."""
        return not self._areas[column].isHidden()

    @property
    def _shown(self) -> tuple[Column, ...]:
        return tuple(column for column in Column if self.is_shown(column))

    @property
    def wanted(self) -> tuple[Column, ...]:
        """The columns that the user wants to see, the one asked for most recently last."""
        return tuple(self._wanted)

    def set_wanted(self, columns: Collection[Column]) -> None:
        """Show these columns, as far as there is room, and hide the others."""
        self._wanted = list(columns)
        self._fit()

    @property
    def state(self) -> ColumnState:
        """What `restore` restores."""
        widths = {column: area.width() for column, area in self._areas.items()}
        return ColumnState(self.wanted, self._shown, self.width(), widths)

    def restore(self, state: ColumnState) -> None:
        """Show the same columns again, as wide as before once the window is as wide as before.

        The least widths of the contents change only after some more events, and the window may
        get its width in several steps: the widths are set again after each of them.
        """
        self._restoring, self._share = state, None
        self.set_wanted(state.wanted)
        self._refitting.start()

    def set_share(self, share: float) -> None:
        """Give the right column a part of the window, also when the window changes its width."""
        self._restoring, self._share = None, share
        self._refitting.start()

    def set_shown(self, column: Column, *, shown: bool) -> None:
        """Show or hide a column, as the user wants."""
        self._forget_widths()
        others = [each for each in self._wanted if each is not column]
        self.set_wanted([*others, column] if shown else others)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the middle column and a column that scrolls."""
        least = self._areas[Column.DRAWING].minimumSizeHint().width()
        return QSize(_CENTER_LEAST + self.handleWidth() + least, _LEAST_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the columns for which there is no room, and show those for which there is."""
        first, self._laid_out = not self._laid_out, True
        self._fit()
        super().resizeEvent(event)
        if self._restoring is not None or self._share is not None:
            self._refitting.start()
        if first:
            self._widths.clear()  # nothing had a width before
            if not self._restored:
                self._set_widths({column: self._preferred(column) for column in Column})

    def restore_widths(self, state: QByteArray) -> None:
        """Give the columns the widths that `saveState` has saved."""
        self._restored = self.restoreState(state)

    def changeEvent(self, event: QEvent) -> None:
        """Make room for text of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_refitting"):
            self._refitting.start()

    @Slot()
    def _fit(self) -> None:
        if not self._laid_out:
            return
        kept = list(self._wanted)
        while len(kept) > 1 and self._needed(kept) > self.width():
            kept.pop(0)
        changed = [column for column in Column if (column in kept) != self.is_shown(column)]
        widths = {column: area.width() for column, area in self._areas.items()}
        for column in changed:
            if self.is_shown(column):
                self._widths[column] = widths[column]
            self._areas[column].setVisible(column in kept)
        most = max(self.width() - _CENTER_LEAST - self.handleWidth(), 0)
        for column in kept:
            self._areas[column].setMinimumWidth(min(self._comfortable(column), most))
        if changed:
            left, right = (0 if self.is_shown(column) else SPACING for column in Column)
            self.setContentsMargins(left, 0, right, 0)
            widths |= {c: self._widths.get(c, self._preferred(c)) for c in changed}
            if len(kept) > 1:
                least = self._comfortable(Column.DRAWING)
                others = widths[Column.SETTINGS] + self._digits(_CENTER) + 2 * self.handleWidth()
                room = max(self.width() - others, least)
                widths[Column.DRAWING] = min(widths[Column.DRAWING], room)
            self._set_widths(widths)
            self.shown_changed.emit()

    @Slot()
    def _refit(self) -> None:
        self._fit()
        self._restore_widths()

    def _restore_widths(self) -> None:
        before = self._restoring
        if self._share is not None:
            left = self._areas[Column.SETTINGS].width()
            right = round(self._share * self.width())
            self._set_widths({Column.SETTINGS: left, Column.DRAWING: right})
        elif before is not None and (before.window, before.shown) == (self.width(), self._shown):
            self._set_widths(before.widths)

    @Slot()
    def _forget_widths(self) -> None:
        self._restoring = self._share = None

    def _set_widths(self, widths: Mapping[Column, int]) -> None:
        left, right = (widths[column] if self.is_shown(column) else 0 for column in Column)
        handles = self.handleWidth() * sum(self.is_shown(column) for column in Column)
        center = self.contentsRect().width() - handles - left - right
        self.setSizes([left, max(center, 1), right])

    def _needed(self, columns: Collection[Column]) -> int:
        sides = sum(self._comfortable(column) + self.handleWidth() for column in columns)
        # Enlarged text needs more: fewer digits are between the axes of a plot.
        center = _WIDE_CENTER if enlargement() > 1.0 else _CENTER
        return self._digits(center) + sides

    def _comfortable(self, column: Column) -> int:
        least = self._digits(_LEFT) if column is Column.SETTINGS else 0
        return max(self._areas[column].comfortable_width, least)

    def _preferred(self, column: Column) -> int:
        if column is Column.SETTINGS:
            return self._comfortable(column)
        others = self._comfortable(Column.SETTINGS) + self._digits(_WIDE_CENTER)
        share = min(self.width() // _RIGHT_SHARE, self.width() - others)
        return max(self._comfortable(column), share)

    def _digits(self, count: int) -> int:
        return self.fontMetrics().horizontalAdvance("0" * count)


def right_column(drawing: QWidget, label_bar: QWidget, questions: QWidget) -> QWidget:
    """Put the drawing above the label bar and the tabs."""
    parts = ((drawing, 3), label_bar, (questions, 2))
    return container(vbox(*parts, spacing=TIGHT, margins=(0, 0, 0, 0)))
