"""The table of trials, and which of them a person looks at."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QTableView

from core.search.finding import TrialResult
from core.search.space import SearchSpace
from gui.search.columns import columns_of
from gui.search.trials import TrialsModel
from gui.selection import Selection
from gui.sorting import SortedRows
from gui.theme import number_font

_METRIC = 2
"""The column by which the best come first."""


class TrialsTable(QTableView):
    """Sorts by a click on a heading; a double click opens the run of a trial."""

    opened = Signal(object)
    """TrialResult."""
    looked_at = Signal(object)
    """TrialResult, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("trialsTable")
        self.setAccessibleName("Trials")
        self.trials = TrialsModel()
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
        """An empty table for the trials of a search, the best first."""
        self.trials.begin(columns_of(space))
        rising = space.lower_is_better
        order = Qt.SortOrder.AscendingOrder if rising else Qt.SortOrder.DescendingOrder
        self.sortByColumn(_METRIC, order)
        self.resizeColumnsToContents()

    def add(self, findings: Sequence[TrialResult]) -> None:
        """Trials have ended."""
        first = not self.trials.findings
        self.trials.add(findings)
        if first and findings:
            self.resizeColumnsToContents()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._finding(index.row()))

    @Slot()
    def _tell(self) -> None:
        rows = self._selection.rows
        self.looked_at.emit(self._finding(rows[0]) if rows else None)

    def _finding(self, row: int) -> TrialResult:
        """The trial of a row, as they are sorted."""
        return self.trials.findings[self._sorted.source_row(row)]
