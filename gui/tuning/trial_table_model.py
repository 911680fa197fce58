"""The trials of a search as a sortable table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QTableView

from core.hyperparameters.fields import Choice, Value, Widths
from core.hyperparameters.schema import FIELDS
from core.tuning.space import SearchSpace
from core.tuning.trial_result import TrialResult
from gui.common.selection import Selection
from gui.common.sorting import Index, Key, SortedRows, sort_key
from gui.common.theme import number_font


@dataclass(frozen=True)
class Column:
    """What a column shows of a trial, and by what it sorts."""

    title: str
    tip: str
    text: Callable[[TrialResult], str]
    value: Callable[[TrialResult], Value | None]
    number: bool = True

    def cell(self, trial: TrialResult) -> tuple[str, Key | None]:
        """Return the text in the cell of a trial, and the key that it sorts by."""
        return self.text(trial), sort_key(self.value(trial))


def columns_of(space: SearchSpace) -> list[Column]:
    """Return the columns for the trials of a search."""
    return [_NUMBER_COLUMN, _STATE, _metric(space), *(_setting(name) for name in space.dimensions)]


_NUMBER_COLUMN = Column(
    "Trial", "Number of the trial in the study.", lambda f: f"{f.number}", lambda f: f.number
)
_STATE = Column(
    "State",
    "How the trial ended.",
    lambda trial: trial.state,
    lambda trial: trial.state,
    number=False,
)


def _metric(space: SearchSpace) -> Column:
    if space.lower_is_better:
        return Column("Loss", "Validation loss per image.", _loss, lambda f: f.value)
    return Column("Accuracy", "Validation accuracy.", _accuracy, lambda f: f.value)


def _loss(trial: TrialResult) -> str:
    return "" if trial.value is None else f"{trial.value:.4f}"


def _accuracy(trial: TrialResult) -> str:
    return "" if trial.value is None else f"{trial.value * 100:.2f} %"


def _setting(name: str) -> Column:
    field = FIELDS[name]
    unit = f" ({field.unit})" if field.unit else ""

    def text(trial: TrialResult) -> str:
        value = trial.settings.get(name)
        if value is None:
            return ""
        return f"{value:.4g}" if isinstance(value, float) else field.format(value)

    return Column(
        field.label,
        f"{field.label}{unit}: {field.help}",
        text,
        lambda trial: trial.settings.get(name),
        number=not isinstance(field, Choice | Widths),
    )


_NOWHERE = QModelIndex()
_Role = Qt.ItemDataRole
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TrialTableModel(QAbstractTableModel):
    """Has a row for each trial that has ended, in order of arrival."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self.findings: list[TrialResult] = []
        self._cells: list[list[tuple[str, Key | None]]] = []
        """The texts and sort keys of each trial, so that nothing is computed while Qt asks."""

    def begin(self, columns: Sequence[Column]) -> None:
        """Start an empty table with these columns."""
        self.beginResetModel()
        self._columns, self.findings, self._cells = columns, [], []
        self.endResetModel()

    def add(self, findings: Sequence[TrialResult]) -> None:
        """Append trials."""
        if findings:
            cells = [[column.cell(trial) for column in self._columns] for trial in findings]
            row = len(self.findings)
            self.beginInsertRows(_NOWHERE, row, row + len(findings) - 1)
            self.findings += findings
            self._cells += cells
            self.endInsertRows()

    def key(self, index: Index) -> Key | None:
        """Return the key that a cell sorts by."""
        return self._cells[index.row()][index.column()][1]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of trials."""
        return 0 if parent.isValid() else len(self.findings)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> object:
        """Return the title, the tooltip or the alignment of a column."""
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case _Role.DisplayRole:
                return column.title
            case _Role.ToolTipRole:
                return column.tip
            case _Role.TextAlignmentRole:
                return _NUMBER if column.number else _TEXT
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return the text, the tooltip or the alignment of a cell."""
        if not self.checkIndex(index, QAbstractTableModel.CheckIndexOption.IndexIsValid):
            return None
        trial, column = self.findings[index.row()], self._columns[index.column()]
        match role:
            case _Role.DisplayRole:
                return self._cells[index.row()][index.column()][0]
            case _Role.ToolTipRole:
                return trial.reason or None
            case _Role.TextAlignmentRole:
                return _NUMBER if column.number else _TEXT
        return None


_METRIC = 2
"""The column by which the table is sorted at first."""


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
        self.trials = TrialTableModel()
        self._sorted = SortedRows(self.trials, self)
        self._sorted.setSourceModel(self.trials)
        self.setModel(self._sorted)
        self.setFont(number_font(self, 0.9))
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.activated.connect(self._open)
        self._selection = Selection(self)
        self._selection.changed.connect(self._tell)

    def begin(self, space: SearchSpace) -> None:
        """Start an empty table for the trials of a search, sorted best first."""
        self.trials.begin(columns_of(space))
        rising = space.lower_is_better
        order = Qt.SortOrder.AscendingOrder if rising else Qt.SortOrder.DescendingOrder
        self.sortByColumn(_METRIC, order)
        self.resizeColumnsToContents()

    def add(self, findings: Sequence[TrialResult]) -> None:
        """Append trials that have ended."""
        first = not self.trials.findings
        self.trials.add(findings)
        if first and findings:
            self.resizeColumnsToContents()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._trial(index.row()))

    @Slot()
    def _tell(self) -> None:
        rows = self._selection.rows
        self.selection_changed.emit(self._trial(rows[0]) if rows else None)

    def _trial(self, row: int) -> TrialResult:
        """Return the trial of a row in the current order."""
        return self.trials.findings[self._sorted.source_row(row)]
