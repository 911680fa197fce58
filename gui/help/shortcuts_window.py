"""The list of all keyboard shortcuts."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QMainWindow,
    QStyle,
    QTableWidget,
    QTableWidgetItem,
)

from gui.common.dialogs import remove_icons
from gui.common.focus_frame import show_focus
from gui.common.search_field import SearchField
from gui.common.theme import SPACING
from gui.common.widgets import named, vbox
from gui.help.shortcuts import shortcuts_of

_HEAD = ("Keys", "What they do", "Where")
_ROWS = 19
"""The height of the window, in rows of the table."""
_MOST = 0.9
"""The largest part of the screen that the window covers, unless that is too small to read it."""
_LEAST_LINES = 48, 20
"""The least width and height, in heights of a line."""


class ShortcutsWindow(QDialog):
    """Shows the shortcuts of a window in a table that a search narrows."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("shortcutsWindow")
        self.setWindowTitle("Keyboard shortcuts")
        self._window = window
        self._search = named(SearchField(), "shortcutsSearch")
        self._table = named(QTableWidget(0, len(_HEAD)), "shortcutsTable")
        self._nothing = QLabel("No shortcut has all of these words.")
        self._line = 0
        """The height of the text for which the window has its size; 0 before it has one."""
        self._lay_out()
        self._search.textChanged.connect(self._filter)

    def open_list(self) -> None:
        """Show the shortcuts as they are now, and bring the window to the front."""
        self._search.clear()
        self._fill()
        self.show()
        self.activateWindow()
        self._search.setFocus()

    def _fill(self) -> None:
        shortcuts = shortcuts_of(self._window)
        self._table.setRowCount(len(shortcuts))
        for row, each in enumerate(shortcuts):
            for column, text in enumerate((each.keys, each.does, each.place)):
                self._table.setItem(row, column, QTableWidgetItem(text))
        self._filter()
        if self.fontMetrics().height() != self._line:
            self._make_room()

    def _make_room(self) -> None:
        """Give each column the width of its texts, as far as the screen has it."""
        table, line = self._table, self.fontMetrics().height()
        self._line = line
        table.verticalHeader().setDefaultSectionSize(line + 8)
        table.resizeColumnsToContents()
        columns = sum(table.columnWidth(number) for number in range(len(_HEAD)))
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        wanted = QSize(columns + bar + 4 * SPACING, _ROWS * (line + 8))
        least = QSize(_LEAST_LINES[0] * line, _LEAST_LINES[1] * line)
        self.resize(wanted.boundedTo((self.screen().size() * _MOST).expandedTo(least)))

    @Slot()
    def _filter(self) -> None:
        words = self._search.text().lower().split()
        model, shown = self._table.model(), 0
        for row in range(self._table.rowCount()):
            texts = (str(model.index(row, column).data()) for column in range(len(_HEAD)))
            text = " ".join(texts).lower()
            visible = all(word in text for word in words)
            self._table.setRowHidden(row, not visible)
            shown += visible
        self._nothing.setVisible(not shown)

    def _lay_out(self) -> None:
        table, header = self._table, self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._search.setAccessibleName("Search the shortcuts")
        self._search.setToolTip("Show only shortcuts with all these words, such as “pad” or “F5”.")
        table.setAccessibleName("Keyboard shortcuts")
        table.setToolTip("All keys that do something, and where.")
        table.setHorizontalHeaderLabels(_HEAD)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        remove_icons(buttons)
        show_focus(table)
        parts = (self._search, (table, 1), self._nothing, buttons)
        self.setLayout(vbox(*parts, spacing=8, margins=(8, 8, 8, 8)))
