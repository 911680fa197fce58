"""The trials of a search as a sortable table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QTableView

from core.hyperparameters.fields import Choice, Value, Widths
from core.hyperparameters.schema import FIELDS, display_rounded
from core.tuning.repetition import is_repetition
from core.tuning.space import SearchSpace
from core.tuning.trial_result import STOPPED, TrialResult
from gui.common.enlargement import set_text_size
from gui.common.selection import Selection
from gui.common.sort_header import SortHeader
from gui.common.table_model import NO_INDEX, Cell, CellTable, Role, SortedRows, sort_key
from gui.common.theme import SPACING, TextSize
from gui.common.widgets import plain_tip
from gui.tuning.search_text import value_text


@dataclass(frozen=True)
class Column:
    """What a column shows of a trial, and by what it sorts."""

    title: str
    tip: str
    text: Callable[[TrialResult], str]
    value: Callable[[TrialResult], Value | None]
    number: bool = True

    def cell(self, trial: TrialResult) -> Cell:
        """Return the cell of a trial."""
        return Cell(self.text(trial), sort_key(self.value(trial)))


def state_label(trial: TrialResult) -> str:
    """Return how a trial ended, in a word."""
    if trial.state == "failed":
        return "Stopped" if trial.reason == STOPPED else "Failed"
    return "Completed" if trial.state == "complete" else trial.state.capitalize()


def columns_of(space: SearchSpace) -> list[Column]:
    """Return the columns for the trials of a search; seeds are their own numbers."""
    if is_repetition(space):
        return [_setting("seed"), _STATE, _metric(space)]
    return [_NUMBER_COLUMN, _STATE, _metric(space), *(_setting(name) for name in space.dimensions)]


_NUMBER_COLUMN = Column(
    "Trial",
    "Number of the trial in the search.",
    lambda trial: f"{trial.ordinal}",
    lambda trial: trial.number,
)
_STATE = Column(
    "State",
    "How the trial ended.",
    state_label,
    state_label,
    number=False,
)


def _metric(space: SearchSpace) -> Column:
    # In the list of runs, the same number has the same title.
    title, quantity = "Last val. acc.", "accuracy"
    if space.lower_is_better:
        title, quantity = "Last val. loss", "loss per image"
    tip = (
        f"Validation {quantity} of the network at the end of the trial, by which trials are judged."
    )
    return Column(title, tip, lambda trial: value_text(trial, space), lambda trial: trial.value)


def _setting(name: str) -> Column:
    field = FIELDS[name]

    def text(trial: TrialResult) -> str:
        value = trial.settings.get(name)
        if value is None:
            return ""
        return display_rounded(name, value)

    return Column(
        field.label,
        f"{field.label_with_unit}: {field.help}",
        text,
        lambda trial: trial.settings.get(name),
        number=not isinstance(field, Choice | Widths),
    )


class TrialTableModel(CellTable):
    """Has a row for each trial that has ended, in order of arrival."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self.results: list[TrialResult] = []
        self._best: frozenset[int] = frozenset()
        """The numbers of the trials that share the best value."""

    def begin(self, columns: Sequence[Column]) -> None:
        """Start an empty table with these columns."""
        self.beginResetModel()
        self.columns = self._columns = columns
        self.results, self.cells, self._best = [], [], frozenset()
        self.endResetModel()

    def add(self, trials: Sequence[TrialResult]) -> None:
        """Append trials."""
        if trials:
            cells = [[column.cell(trial) for column in self._columns] for trial in trials]
            row = len(self.results)
            self.beginInsertRows(NO_INDEX, row, row + len(trials) - 1)
            self.results += trials
            self.cells += cells
            self.endInsertRows()

    def show_best(self, tied: Sequence[TrialResult]) -> None:
        """Name the trials that share the best value in the column of the state."""
        best = frozenset(trial.number for trial in tied)
        word = "best" if len(best) == 1 else "tied best"
        renamed = best if (len(best) == 1) != (len(self._best) == 1) else frozenset()
        changed = best ^ self._best | renamed
        self._best = best
        for row, trial in enumerate(self.results):
            if trial.number in changed:
                text = state_label(trial)
                text = f"{text}, {word}" if trial.number in best else text
                cells = self.cells[row]
                state = Cell(text, cells[_STATE_PLACE].key)
                self.cells[row] = [*cells[:_STATE_PLACE], state, *cells[_STATE_PLACE + 1 :]]
                place = self.index(row, _STATE_PLACE)
                self.dataChanged.emit(place, place, [Role.DisplayRole])

    def extra(self, row: int, column: int, role: int) -> object:
        """Return the reason for which a trial ended early, as the tooltip of its cells."""
        reason = self.results[row].reason
        return plain_tip(reason) if reason and role == Role.ToolTipRole else None


_WIDEST_STATE = "Completed, tied best"
_FEWEST_ROWS = 6
_STATE_PLACE, _METRIC = 1, 2
"""Columns; by that of the metric the table is sorted at first."""


class TrialTable(QTableView):
    """Shows the trials; a click on a heading sorts, a double-click opens the run of a trial."""

    opened = Signal(object)
    """Emitted with the TrialResult whose run the user wants to see."""
    selection_changed = Signal(object)
    """Emitted with the selected TrialResult, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("trialsTable")
        self.setAccessibleName("Trials")
        self.setToolTip(
            "The trials that have ended. Double-click or Enter shows the run of a trial."
        )
        self.setTabKeyNavigation(False)
        self.trials = TrialTableModel()
        self._sorted = SortedRows(self.trials, self)
        self._sorted.setSourceModel(self.trials)
        self.setModel(self._sorted)
        set_text_size(self, TextSize.SMALL)
        header = SortHeader(self)
        header.setHighlightSections(True)
        self.setHorizontalHeader(header)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self._fit_rows()
        self.activated.connect(self._open)
        self._selection = Selection(self)
        self._selection.changed.connect(self._emit_selection)

    def sizeHint(self) -> QSize:
        """Return the size of a few rows: a page that is low must not scroll for more of them."""
        rows = _FEWEST_ROWS * self.verticalHeader().defaultSectionSize()
        height = self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), height)

    def changeEvent(self, event: QEvent) -> None:
        """Make the rows as high as the new font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rows()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)

    @property
    def selected(self) -> TrialResult | None:
        """The selected trial; None where there is none."""
        rows = self._selection.rows
        return self._trial(rows[0]) if rows else None

    def begin(self, space: SearchSpace) -> None:
        """Start an empty table for the trials of a search, sorted best first."""
        self.trials.begin(columns_of(space))
        rising = space.lower_is_better
        order = Qt.SortOrder.AscendingOrder if rising else Qt.SortOrder.DescendingOrder
        self.sortByColumn(_METRIC, order)
        self.resizeColumnsToContents()

    def add(self, trials: Sequence[TrialResult]) -> None:
        """Append trials that have ended."""
        first = not self.trials.results
        self.trials.add(trials)
        if first and trials:
            self.resizeColumnsToContents()
            widest = self.fontMetrics().horizontalAdvance(_WIDEST_STATE) + 2 * SPACING
            self.setColumnWidth(_STATE_PLACE, max(self.columnWidth(_STATE_PLACE), widest))

    def show_best(self, tied: Sequence[TrialResult]) -> None:
        """Name the trials that share the best value."""
        self.trials.show_best(tied)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._trial(index.row()))

    @Slot()
    def _emit_selection(self) -> None:
        self.selection_changed.emit(self.selected)

    def _trial(self, row: int) -> TrialResult:
        """Return the trial of a row in the current order."""
        return self.trials.results[self._sorted.source_row(row)]
