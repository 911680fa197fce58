"""The trials as rows of a table that sorts."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from core.search.finding import TrialResult
from gui.search.columns import Column

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Role = Qt.ItemDataRole
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TrialsModel(QAbstractTableModel):
    """A row for each trial that has ended, in the order in which they were told."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self.findings: list[TrialResult] = []

    def begin(self, columns: Sequence[Column]) -> None:
        """An empty table with these columns."""
        self.beginResetModel()
        self._columns, self.findings = columns, []
        self.endResetModel()

    def add(self, finding: TrialResult) -> None:
        """One row more."""
        row = len(self.findings)
        self.beginInsertRows(_NOWHERE, row, row)
        self.findings.append(finding)
        self.endInsertRows()

    def value(self, index: Index) -> object:
        """What a cell sorts by."""
        return self._columns[index.column()].value(self.findings[index.row()])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.findings)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical or section >= len(self._columns):
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
        finding, column = self.findings[index.row()], self._columns[index.column()]
        match role:
            case _Role.DisplayRole:
                return column.text(finding)
            case _Role.ToolTipRole:
                return finding.reason or None
            case _Role.TextAlignmentRole:
                return _NUMBER if column.number else _TEXT
        return None


class SortedTrials(QSortFilterProxyModel):
    """Sorts by values, not texts, with what has none at the end."""

    def __init__(self, trials: TrialsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._trials = trials
        self.setSourceModel(trials)

    def finding(self, row: int) -> TrialResult:
        """The trial of a row, as they are sorted."""
        return self._trials.findings[self.mapToSource(self.index(row, 0)).row()]

    def lessThan(self, left: Index, right: Index) -> bool:
        one, other = self._trials.value(left), self._trials.value(right)
        if one is None or other is None:
            falling = self.sortOrder() is Qt.SortOrder.DescendingOrder
            first, second = (other, one) if falling else (one, other)
            return second is None and first is not None
        return bool(one < other)  # type: ignore[operator]
