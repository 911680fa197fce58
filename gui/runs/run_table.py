"""The table of runs, with its keys and its choice of columns."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QModelIndex, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from core.runs.library import RunListing
from gui.common.keys import DELETE_RUNS, RENAME_RUN, STAR_RUNS
from gui.common.selection import Selection
from gui.common.theme import number_font
from gui.runs.run_columns import COLUMNS
from gui.runs.run_table_model import NAME_COLUMN, STAR_COLUMN, RunFilter, RunTableModel

_STARTED = next(i for i, column in enumerate(COLUMNS) if column.name == "started")


class RunTable(QTableView):
    """Shows the runs, and renames, stars, deletes and sorts them by mouse and keys.

    F2 or a double-click on the name renames, * or a click on the star stars, Delete deletes. A
    click on a heading sorts; its context menu chooses columns.
    """

    star_requested = Signal()
    """Emitted when the selected runs are to be starred or unstarred."""
    rename_requested = Signal()
    delete_requested = Signal()

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
        self._color()

    @property
    def selected(self) -> list[RunListing]:
        """The selected runs, from top to bottom."""
        return [self.sorted.entry(row) for row in self.selection.rows]

    def select(self, path: Path) -> bool:
        """Select only the run in this folder; return whether it is in the table."""
        for row in range(self.sorted.rowCount()):
            if self.sorted.entry(row).path == path:
                self.selectRow(row)
                self.scrollTo(self.currentIndex())
                return True
        return False

    @property
    def columns(self) -> QByteArray:
        """The widths, order, visibility and sorting of the columns, as Qt saves them."""
        return self.horizontalHeader().saveState()

    def restore_columns(self, columns: QByteArray) -> None:
        """Restore the columns as they were saved."""
        self.horizontalHeader().restoreState(columns)
        for action in self._choices.actions():
            action.setChecked(not self.isColumnHidden(int(action.data())))

    def rename(self) -> None:
        """Edit the name of the selected run, if it is a single one."""
        rows = self.selection.rows
        if len(rows) == 1:
            self.edit(self.sorted.index(rows[0], NAME_COLUMN))

    def event(self, event: QEvent) -> bool:
        # While the table has the focus these keys are its own, not the window's.
        """Claim the keys of this table before the window's shortcuts get them."""
        ours = isinstance(event, QKeyEvent) and self._request_for(event) is not None
        if ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename, star or delete, by the key that was pressed."""
        request = self._request_for(event)
        if request is not None:
            request.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Use the colors of the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_runs"):
            self._color()

    def _request_for(self, event: QKeyEvent) -> SignalInstance | None:
        requests = (
            (RENAME_RUN, self.rename_requested),
            (DELETE_RUNS, self.delete_requested),
            (STAR_RUNS, self.star_requested),
        )
        return next((request for keys, request in requests if keys.match(event)), None)

    @Slot(QModelIndex)
    def _star_if_there(self, index: QModelIndex) -> None:
        if index.column() == STAR_COLUMN:
            self.star_requested.emit()

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
        """Add a context menu in which columns are shown and hidden."""
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

    def _color(self) -> None:
        self._runs.faint = self.palette().color(QPalette.ColorRole.PlaceholderText)
