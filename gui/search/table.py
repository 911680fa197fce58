"""The table of trials, and which of them a person looks at."""

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QTableView

from core.search.finding import TrialResult
from core.search.space import SearchSpace
from gui.search.columns import columns_of
from gui.search.trials import SortedTrials, TrialsModel
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
        self._sorted = SortedTrials(self.trials, self)
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
        self.selectionModel().selectionChanged.connect(self._tell)

    def begin(self, space: SearchSpace) -> None:
        """An empty table for the trials of a search, the best first."""
        self.trials.begin(columns_of(space))
        rising = space.lower_is_better
        order = Qt.SortOrder.AscendingOrder if rising else Qt.SortOrder.DescendingOrder
        self.sortByColumn(_METRIC, order)
        self.resizeColumnsToContents()

    def add(self, finding: TrialResult) -> None:
        """A trial has ended."""
        self.trials.add(finding)
        if len(self.trials.findings) == 1:
            self.resizeColumnsToContents()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._sorted.finding(index.row()))

    @Slot()
    def _tell(self) -> None:
        rows = self.selectionModel().selectedRows()
        self.looked_at.emit(self._sorted.finding(rows[0].row()) if rows else None)
