"""Tables of cells with texts and sort keys, and their sorting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isnan
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
Role = Qt.ItemDataRole
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Key = tuple[int, Any]
"""A number for the type of a value, and the value: any two keys can be compared."""


def sort_key(value: object) -> Key | None:
    """Return the key by which a value is sorted; None for None and NaN.

    Python's own order is not total: texts cannot be compared with numbers, nor times that have a
    time zone with times that have none, and NaN is neither less nor greater than any number.
    """
    match value:
        case None:
            return None
        case bool() | int():
            return 0, int(value)
        case float():
            return None if isnan(value) else (0, value)
        case str():
            return 1, value.casefold()
        case tuple() | list():
            return 2, [sort_key(each) or (-1, 0) for each in value]
        case datetime():
            return 3, _since_year_1(value)
        case _:
            return 4, str(value)


def comes_first(one: Key | None, other: Key | None, *, falling: bool) -> bool:
    """Return whether one key is less than another. A value without a key always comes last."""
    if one is None or other is None:
        first, second = (other, one) if falling else (one, other)
        return second is None and first is not None
    return one < other


def _since_year_1(moment: datetime) -> object:
    """Convert to a span: near the years 1 and 9999, a time cannot be converted to UTC."""
    offset = moment.utcoffset()
    span = moment.replace(tzinfo=UTC) - datetime.min.replace(tzinfo=UTC)
    return span if offset is None else span - offset


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell and its sort key: Qt never gets a number too large for it."""

    text: str
    key: Key | None
    """None comes last."""


class Heading(Protocol):
    """The part of a column's description that every table shows."""

    @property
    def title(self) -> str:
        """The text of the heading."""

    @property
    def tip(self) -> str:
        """The tooltip of the heading."""

    @property
    def number(self) -> bool:
        """Whether the column contains numbers, which are aligned at the right."""


CELL_ROLES = (Role.DisplayRole, Role.EditRole, Role.TextAlignmentRole)
"""The roles that `cell_data` knows."""


def heading_data(column: Heading, role: int) -> object:
    """Return the title, the tooltip or the alignment of a column."""
    match role:
        case Role.DisplayRole:
            return column.title
        case Role.ToolTipRole | Role.AccessibleTextRole:
            return column.tip
        case Role.TextAlignmentRole:
            return alignment_of(column)
    return None


def cell_data(cell: Cell, column: Heading, role: int) -> object:
    """Return the text or the alignment of a cell."""
    return alignment_of(column) if role == Role.TextAlignmentRole else cell.text


def alignment_of(column: Heading) -> Qt.AlignmentFlag:
    """Return the alignment of a column: numbers at the right, texts at the left."""
    return _NUMBER if column.number else _TEXT


class Keyed(Protocol):
    """A model whose rows can be sorted by the keys of their cells."""

    def key(self, index: Index) -> Key | None:
        """Return the key by which a cell is sorted."""


class CellTable(QAbstractTableModel):
    """A table of cells, which are made before Qt asks for them, so that nothing can fail then."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: Sequence[Heading] = ()
        self.cells: list[Sequence[Cell]] = []
        """The cells of each row, in the order of the columns."""

    def key(self, index: Index) -> Key | None:
        """Return the key by which a cell is sorted."""
        return self.cells[index.row()][index.column()].key

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.cells)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        """Return the title, the tooltip or the alignment of a column."""
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        return heading_data(self.columns[section], role)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Return the text or the alignment of a cell."""
        if not self.checkIndex(index, QAbstractTableModel.CheckIndexOption.IndexIsValid):
            return None
        column = index.column()
        if role in CELL_ROLES:
            return cell_data(self.cells[index.row()][column], self.columns[column], role)
        return self.extra(index.row(), column, role)

    def extra(self, row: int, column: int, role: int) -> object:
        """Return the data of a cell for another role."""
        return None


class SortedRows(QSortFilterProxyModel):
    """Sorts rows by the keys of their cells; cells without a key come last."""

    def __init__(self, rows: Keyed, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows

    def source_row(self, row: int) -> int:
        """Return the row of the source model that is shown as `row`."""
        return self.mapToSource(self.index(row, 0)).row()

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare two cells by their keys."""
        falling = self.sortOrder() is Qt.SortOrder.DescendingOrder
        return comes_first(self._rows.key(left), self._rows.key(right), falling=falling)
