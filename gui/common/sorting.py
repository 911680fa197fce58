"""Sorting of table rows by keys that are totally ordered."""

from datetime import UTC, datetime
from math import isnan
from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

Index = QModelIndex | QPersistentModelIndex
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


class KeyedRows(Protocol):
    """A model whose cells have keys for sorting."""

    def key(self, index: Index) -> Key | None:
        """Return the key of a cell."""


class SortedRows(QSortFilterProxyModel):
    """Sorts rows by the keys of their cells; cells without a key come last."""

    def __init__(self, rows: KeyedRows, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows

    def source_row(self, row: int) -> int:
        """Return the row of the source model that is shown as `row`."""
        return self.mapToSource(self.index(row, 0)).row()

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare two cells by their keys."""
        falling = self.sortOrder() is Qt.SortOrder.DescendingOrder
        return comes_first(self._rows.key(left), self._rows.key(right), falling=falling)
