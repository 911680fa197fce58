"""The table of runs."""

from pathlib import Path

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QModelIndex,
    Qt,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from core.runs.library import Entry
from gui.common.selection import Selection
from gui.common.theme import number_font
from gui.runs.run_columns import COLUMNS
from gui.runs.run_table_model import NAME_COLUMN, STAR_COLUMN, RunFilter, RunTableModel

_STARTED = next(i for i, column in enumerate(COLUMNS) if column.name == "started")


class RunTable(QTableView):
    """Select, rename by F2 or a double click on the name, star by a click or *, delete with
    Delete, take that back with Ctrl+Z; a click on a heading sorts, the right button there
    chooses columns."""

    star_asked = Signal()
    """Of the selected runs."""
    rename_asked = Signal()
    delete_asked = Signal()
    undo_asked = Signal()

    def __init__(self, runs: RunTableModel) -> None:
        super().__init__()
        self.setObjectName("runsTable")
        self.setAccessibleName("Runs")
        self.setFont(number_font(self))
        self._runs = runs
        self.sorted = RunFilter(runs, self)
        self.setModel(self.sorted)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # folders differ at their ends
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self._set_up_header()
        self.sortByColumn(_STARTED, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self.clicked.connect(self._star_if_there)
        self.selection = Selection(self)
        self._colour()

    @property
    def selected(self) -> list[Entry]:
        """The selected runs, from top to bottom."""
        return [self.sorted.entry(row) for row in self.selection.rows]

    def select(self, path: Path) -> bool:
        """Select the run in a folder alone; whether it is there."""
        for row in range(self.sorted.rowCount()):
            if self.sorted.entry(row).path == path:
                self.selectRow(row)
                self.scrollTo(self.currentIndex())
                return True
        return False

    @property
    def columns(self) -> QByteArray:
        """Their widths and order, which are hidden, and what is sorted by."""
        return self.horizontalHeader().saveState()

    def restore_columns(self, columns: QByteArray) -> None:
        """Have the columns as they were."""
        self.horizontalHeader().restoreState(columns)
        for action in self._choices.actions():
            action.setChecked(not self.isColumnHidden(int(action.data())))

    def rename(self) -> None:
        """Edit the name of the run that is selected alone."""
        rows = self.selection.rows
        if len(rows) == 1:
            self.edit(self.sorted.index(rows[0], NAME_COLUMN))

    def event(self, event: QEvent) -> bool:
        # While the table has the focus these keys are its own, not the window's.
        ours = isinstance(event, QKeyEvent) and self._asked_by(event) is not None
        if ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        asked = self._asked_by(event)
        if asked is not None:
            asked.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_runs"):
            self._colour()

    def _asked_by(self, event: QKeyEvent) -> SignalInstance | None:
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.undo_asked
        keys: dict[int, SignalInstance] = {
            Qt.Key.Key_F2: self.rename_asked,
            Qt.Key.Key_Delete: self.delete_asked,
            Qt.Key.Key_Asterisk: self.star_asked,
        }
        return keys.get(event.key())

    @Slot(QModelIndex)
    def _star_if_there(self, index: QModelIndex) -> None:
        if index.column() == STAR_COLUMN:
            self.star_asked.emit()

    def _set_up_header(self) -> None:
        header, metrics = self.horizontalHeader(), self.fontMetrics()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(24)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for number, column in enumerate(COLUMNS):
            texts = (column.title + "  ↓", column.widest)
            width = max(metrics.horizontalAdvance(text) for text in texts) + 14
            header.resizeSection(number, 28 if number == STAR_COLUMN else width)
            self.setColumnHidden(number, not column.shown)
        header.setSectionResizeMode(STAR_COLUMN, QHeaderView.ResizeMode.Fixed)
        self._add_choices(header)

    def _add_choices(self, header: QWidget) -> None:
        """A menu of the columns: which of them are shown."""
        self._choices = QActionGroup(self)
        self._choices.setExclusive(False)
        for number, column in enumerate(COLUMNS):
            if number not in {STAR_COLUMN, NAME_COLUMN}:
                action = QAction(column.title, self._choices, checkable=True)
                action.setObjectName(f"{column.name}Column")
                action.setData(number)
                action.setChecked(column.shown)
                header.addAction(action)
        self._choices.triggered.connect(self._show_or_hide)

    @Slot(QAction)
    def _show_or_hide(self, action: QAction) -> None:
        self.setColumnHidden(int(action.data()), not action.isChecked())

    def _colour(self) -> None:
        self._runs.faint = self.palette().color(QPalette.ColorRole.PlaceholderText)
