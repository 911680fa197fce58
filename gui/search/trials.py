"""The trials as rows of a table that sorts."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from core.search.finding import TrialResult
from gui.search.columns import Column
from gui.sorting import Index, Key

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
        self._cells: list[list[tuple[str, Key | None]]] = []
        """Of each finding its texts and by what they sort: nothing is computed while Qt asks."""

    def begin(self, columns: Sequence[Column]) -> None:
        """An empty table with these columns."""
        self.beginResetModel()
        self._columns, self.findings, self._cells = columns, [], []
        self.endResetModel()

    def add(self, findings: Sequence[TrialResult]) -> None:
        """More rows."""
        if findings:
            cells = [[column.cell(finding) for column in self._columns] for finding in findings]
            row = len(self.findings)
            self.beginInsertRows(_NOWHERE, row, row + len(findings) - 1)
            self.findings += findings
            self._cells += cells
            self.endInsertRows()

    def key(self, index: Index) -> Key | None:
        """What a cell sorts by."""
        return self._cells[index.row()][index.column()][1]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.findings)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> object:
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
        if not self.checkIndex(index, QAbstractTableModel.CheckIndexOption.IndexIsValid):
            return None
        finding, column = self.findings[index.row()], self._columns[index.column()]
        match role:
            case _Role.DisplayRole:
                return self._cells[index.row()][index.column()][0]
            case _Role.ToolTipRole:
                return finding.reason or None
            case _Role.TextAlignmentRole:
                return _NUMBER if column.number else _TEXT
        return None
