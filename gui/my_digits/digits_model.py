"""The user's digits as rows of a view, newest first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from core.personalization.digit_store import MyDigit

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
DIGIT = Qt.ItemDataRole.UserRole
"""The role of a row's MyDigit."""
_FEW = 100
"""Up to this many changes are made row by row, which keeps selection and scroll position."""


class DigitsModel(QAbstractListModel):
    """Has a row for each digit."""

    def __init__(self) -> None:
        super().__init__()
        self._digits: list[MyDigit] = []

    def show_digits(self, digits: "Sequence[MyDigit]") -> None:
        """Show these digits, given in the order in which they were saved."""
        wanted = list(reversed(digits))
        ids = {digit.id for digit in wanted}
        changes = len({digit.id for digit in self._digits} ^ ids)
        if changes <= _FEW:
            self._remove_others(ids)
            self._insert_missing(wanted)
        if [d.id for d in self._digits] != [d.id for d in wanted]:
            self.beginResetModel()
            self._digits = wanted
            self.endResetModel()
        self._replace(wanted)

    def digit(self, row: int) -> "MyDigit":
        """Return the digit of a row."""
        return self._digits[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of digits."""
        return 0 if parent.isValid() else len(self._digits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a digit, or its label as text."""
        if not 0 <= index.row() < len(self._digits):
            return None
        digit = self._digits[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return digit
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return str(digit.label)
        return None

    def _remove_others(self, ids: set[str]) -> None:
        for row in reversed(range(len(self._digits))):
            if self._digits[row].id not in ids:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._digits[row]
                self.endRemoveRows()

    def _insert_missing(self, wanted: "list[MyDigit]") -> None:
        there = {digit.id for digit in self._digits}
        for row, digit in enumerate(wanted):
            if digit.id not in there:
                self.beginInsertRows(QModelIndex(), row, row)
                self._digits.insert(row, digit)
                self.endInsertRows()

    def _replace(self, wanted: "list[MyDigit]") -> None:
        """Replace digits that have kept their id but may have another label."""
        for row, digit in enumerate(wanted):
            if self._digits[row] is not digit:
                self._digits[row] = digit
                self.dataChanged.emit(self.index(row), self.index(row))
