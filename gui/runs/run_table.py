"""The table of runs, with its keys and its choice of columns."""

from pathlib import Path

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QActionGroup, QContextMenuEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from core.runs.run_listing import RunListing
from gui.common.enlargement import enlargement, set_text_size
from gui.common.frozen_columns import FrozenTreeView
from gui.common.keys import COPY_CELLS, DELETE_RUNS, OPEN_RUN, RENAME_RUN, STAR_RUNS
from gui.common.name_elision import elided
from gui.common.selection import Selection
from gui.common.sort_header import SortHeader
from gui.common.table_model import Index
from gui.runs.run_columns import COLUMNS, NAME_COLUMN, RESULTS_FIRST, STAR_COLUMN
from gui.runs.run_filter import RunFilter
from gui.runs.run_table_model import RunTableModel

_STARTED = next(i for i, column in enumerate(COLUMNS) if column.name == "started")
_STAR_WIDTH = 28
_FEWEST_ROWS = 4
"""The rows that are visible in a small window."""
_ABOVE_AND_BELOW = 6
"""Pixels: the room above and below the text of a row."""
_AROUND_NAME = 16
"""Pixels: the margins of a name."""
PRIMARY = "primary"
"""The key Enter asks for the primary action, whichever that is for the selected runs."""
_KEYS = {
    RENAME_RUN: "renameRun",
    DELETE_RUNS: "deleteRun",
    STAR_RUNS: "starRun",
    OPEN_RUN: PRIMARY,
    COPY_CELLS: "copyRuns",
}


class RunTable(FrozenTreeView):
    """Shows the runs; those of a search are below its row, which opens and closes.

    The names stay visible when the table scrolls sideways. A click on a heading sorts; its context
    menu chooses columns.
    """

    action_requested = Signal(str)
    """Emitted with the name of the action whose key was pressed, or with `PRIMARY`."""
    menu_requested = Signal(QPoint)
    """Emitted with the place on the screen for the menu of the selected runs."""

    def __init__(self, runs: RunTableModel) -> None:
        super().__init__()
        self.setObjectName("runsTable")
        self.setAccessibleName("Runs")
        self.setWhatsThis(
            "All recorded runs. Enter does what the highlighted button does. F2 renames, * stars, "
            "and Delete deletes the selected runs. A click on a heading sorts."
        )
        set_text_size(self)
        self._line, self._enlargement = self.fontMetrics().height(), enlargement()
        self.setHeader(SortHeader(self))
        self._runs = runs
        self._open_before: set[str] | None = None
        """The searches that were open before words were searched for; None without words."""
        self.sorted = RunFilter(runs, self)
        self.setModel(self.sorted)
        self._look()
        self._set_up_header()
        self.sortByColumn(_STARTED, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self.names = self.freeze((STAR_COLUMN, NAME_COLUMN))
        set_text_size(self.names)
        self.names.setItemDelegate(_Names(self.names, self.sorted))  # its own, for its editor
        self._usual_width = self.columnWidth(NAME_COLUMN)
        self.choices = self._add_choices()
        for view in (self, self.names):
            view.clicked.connect(self._star_if_there)
            view.doubleClicked.connect(self._open_or_close)
        self.sorted.rowsInserted.connect(self._show_new_rows)
        self.selection = Selection(self)
        self._color()

    @property
    def selected(self) -> list[RunListing]:
        """The selected runs, from top to bottom; those of a selected search are selected."""
        entries = map(self.sorted.entry, self.selected_rows)
        return [entry for entry in entries if entry is not None]

    @property
    def selected_rows(self) -> list[QModelIndex]:
        """The rows of the selected runs, from top to bottom; each of them once."""
        rows = (row for index in self.selection.indexes for row in self.sorted.rows_of_runs(index))
        return list({(row.row(), row.internalId()): row for row in rows}.values())

    @property
    def selected_search(self) -> str:
        """The name of the search that is selected alone; empty where there is none."""
        indexes = self.selection.indexes
        return self.sorted.search_of(indexes[0]) if len(indexes) == 1 else ""

    def select(self, *paths: Path) -> bool:
        """Select only the runs in these folders, if all are in the table; return whether so."""
        indexes = [self.sorted.find(path) for path in paths]
        if not indexes or not all(index.isValid() for index in indexes):
            return False
        for index in indexes:
            self.expand(index.parent())
        first, *others = indexes
        self.select_row(first)
        flags = QItemSelectionModel.SelectionFlag
        for index in others:
            self.selectionModel().select(index, flags.Select | flags.Rows)
        self.scrollTo(first)
        return True

    def select_row(self, index: QModelIndex) -> None:
        """Select only the row of an index."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def search(self, text: str) -> None:
        """Show the runs that contain all words, and open their searches; then close them again."""
        if self._open_before is None:
            self._open_before = self._open_searches()
        self.sorted.search(text)
        if self.sorted.is_searching:
            self.expandAll()
            return
        opened, self._open_before = self._open_before, None
        for row in range(self.sorted.rowCount()):
            index = self.sorted.index(row, 0)
            self.setExpanded(index, self.sorted.search_of(index) in opened)

    @property
    def columns(self) -> QByteArray:
        """The widths, order, visibility and sorting of the columns, as Qt saves them.

        The widths are those for text of the normal size, whatever size it has now.
        """
        with self.names.unfitted():
            self._multiply_widths(1 / self._enlargement)
            columns = self.header().saveState()
            self._multiply_widths(self._enlargement)
        return columns

    def restore_columns(self, columns: QByteArray) -> None:
        """Restore the columns as they were saved."""
        self.header().restoreState(columns)
        self._multiply_widths(self._enlargement)
        self.names.follow_header()
        for action in self.choices.actions():
            action.setChecked(not self.isColumnHidden(int(action.data())))

    def fit_names(self) -> None:
        """Give the names the room that they need, where the table has it."""
        width, runs = self.names.fontMetrics().horizontalAdvance, self._runs
        names = (runs.index(row, NAME_COLUMN).data() for row in range(runs.rowCount()))
        around = self.indentation() + self._line + _AROUND_NAME  # with a color and a margin
        self.names.grow(self._usual_width, max(map(width, names), default=0) + around)

    def rename(self) -> None:
        """Edit the name of the selected run, if it is a single one."""
        selected = self.selected
        if len(selected) == 1 and self.select(selected[0].path):
            self.names.edit(self.sorted.find(selected[0].path))

    def finish_renaming(self) -> None:
        """Keep a name that is being edited, as if Enter had been pressed."""
        for editor in self.names.viewport().findChildren(QLineEdit):
            self.names.commitData(editor)

    def event(self, event: QEvent) -> bool:
        # While the table has the focus these keys are its own, not the window's.
        """Claim the keys of this table before the window's shortcuts get them."""
        ours = isinstance(event, QKeyEvent) and bool(_requested_by(event))
        if ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the action of the key that was pressed."""
        if name := _requested_by(event):
            self.action_requested.emit(name)
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Return the size of a few rows with the headings and the scroll bar."""
        bars = self.header().height() + self.horizontalScrollBar().sizeHint().height()
        rows = _FEWEST_ROWS * (self._line + _ABOVE_AND_BELOW)
        return QSize(super().minimumSizeHint().width(), bars + rows)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu: at the pointer or, for the menu key, below the current row."""
        if event.reason() is not QContextMenuEvent.Reason.Keyboard:
            self.menu_requested.emit(event.globalPos())
        elif (current := self.currentIndex()).isValid():
            self.scrollTo(current)
            place = self.names.visualRect(current.siblingAtColumn(NAME_COLUMN))
            self.menu_requested.emit(self.names.viewport().mapToGlobal(place.bottomLeft()))

    def changeEvent(self, event: QEvent) -> None:
        """Use the colors of the new palette, or the size of the new font."""
        super().changeEvent(event)
        if not hasattr(self, "selection"):
            return  # it is being made
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
        elif event.type() == QEvent.Type.FontChange:
            self._scale_columns()

    def _look(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # folders differ at their ends
        self.setItemDelegate(_RoomyRows(self))
        self.setUniformRowHeights(True)  # so that a thousand rows are laid out at once
        self.setTreePosition(NAME_COLUMN)
        self.setIndentation(self._line)
        self.setRootIsDecorated(False)
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(False)  # by itself it does so in the first column only
        self.setTabKeyNavigation(False)

    @Slot(QModelIndex, int, int)
    def _show_new_rows(self, parent: QModelIndex, first: int, last: int) -> None:
        """Make room for the signs that open searches, and open those with what was searched for."""
        if self.rootIsDecorated() != self._runs.has_searches:
            for view in (self, self.names):
                view.setRootIsDecorated(self._runs.has_searches)
        if self.sorted.is_searching:
            new = (self.sorted.index(row, 0, parent) for row in range(first, last + 1))
            for index in (parent, *new):
                self.expand(index)

    @Slot(QModelIndex)
    def _star_if_there(self, index: QModelIndex) -> None:
        if index.column() == STAR_COLUMN:
            self.action_requested.emit("starRun")

    @Slot(QModelIndex)
    def _open_or_close(self, index: QModelIndex) -> None:
        if self.sorted.search_of(index):
            search = index.siblingAtColumn(0)
            self.setExpanded(search, not self.isExpanded(search))

    def _open_searches(self) -> set[str]:
        rows = (self.sorted.index(row, 0) for row in range(self.sorted.rowCount()))
        return {self.sorted.search_of(index) for index in rows if self.isExpanded(index)}

    def _set_up_header(self) -> None:
        header, metrics = self.header(), self.fontMetrics()
        header.setHighlightSections(False)
        header.setStretchLastSection(False)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(24)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for number, column in enumerate(COLUMNS):
            texts = (column.title + "  ↓", column.widest)
            width = max(metrics.horizontalAdvance(text) for text in texts) + 14
            header.resizeSection(number, _STAR_WIDTH if number == STAR_COLUMN else width)
            self.setColumnHidden(number, not column.shown)
        for place, name in enumerate(RESULTS_FIRST, start=NAME_COLUMN + 1):
            number = next(i for i, column in enumerate(COLUMNS) if column.name == name)
            header.moveSection(header.visualIndex(number), place)
        header.setSectionResizeMode(STAR_COLUMN, QHeaderView.ResizeMode.Fixed)

    def _scale_columns(self) -> None:
        """Keep the widths of the columns relative to the font."""
        line, enlarged = self.fontMetrics().height(), enlargement()
        # The heights of lines are rounded; the enlargement is not, so that it leaves no trace.
        factor = enlarged / self._enlargement
        factor = line / self._line if factor == 1.0 else factor
        self._multiply_widths(factor)
        self._usual_width = round(factor * self._usual_width)
        self._line, self._enlargement = line, enlarged
        self.setIndentation(self._line)
        self.names.setIndentation(self._line)
        self.fit_names()

    def _multiply_widths(self, factor: float) -> None:
        header = self.header()
        for number in range(header.count()):
            if factor != 1.0 and not header.isSectionHidden(number):
                # Not that of a narrow window, in which there is no room for the names.
                width = self.names.wanted_width(number)
                header.resizeSection(number, round(factor * width))

    def _add_choices(self) -> QActionGroup:
        """Add a context menu to the headings in which columns are shown and hidden."""
        choices = QActionGroup(self)
        choices.setExclusive(False)
        for number, column in enumerate(COLUMNS):
            if number not in {STAR_COLUMN, NAME_COLUMN}:
                action = QAction(column.title, choices, checkable=True)
                action.setObjectName(f"{column.name}Column")
                action.setData(number)
                action.setChecked(column.shown)
                action.setToolTip(column.tip)
        for view in (self, self.names):
            view.header().addActions(choices.actions())
        choices.triggered.connect(self._show_or_hide)
        return choices

    @Slot(QAction)
    def _show_or_hide(self, action: QAction) -> None:
        self.setColumnHidden(int(action.data()), not action.isChecked())

    def _color(self) -> None:
        self._runs.faint = self.palette().color(QPalette.ColorRole.PlaceholderText)


class _RoomyRows(QStyledItemDelegate):
    """Gives the rows a little more room than their text needs."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a cell."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), option.fontMetrics.height() + _ABOVE_AND_BELOW)


class _Names(_RoomyRows):
    """Shortens the names of runs where they are like others."""

    def __init__(self, view: QAbstractItemView, runs: RunFilter) -> None:
        super().__init__(view)
        self._view, self._runs = view, runs

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Say what a cell shows: of a name without room, what tells it from similar names."""
        super().initStyleOption(option, index)
        width, metrics = option.rect.width(), option.fontMetrics
        if index.column() != NAME_COLUMN or metrics.horizontalAdvance(option.text) < width // 2:
            return
        style = self._view.style()
        part = QStyle.SubElement.SE_ItemViewItemText
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, self._view) + 1
        room = style.subElementRect(part, option, self._view).width() - 2 * margin
        if metrics.horizontalAdvance(option.text) > room > 0:
            parts = self._runs.name_parts(index)
            if parts is not None:
                option.text = elided(parts, metrics, room)


def _requested_by(event: QKeyEvent) -> str:
    """Return the name of the action that a key asks for; empty for other keys."""
    return next((name for keys, name in _KEYS.items() if keys.match(event)), "")
