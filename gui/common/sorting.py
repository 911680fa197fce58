"""Rows of a table in an order in which any two values have their places."""

from datetime import UTC, datetime
from math import isnan
from typing import Any, Protocol

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

Index = QModelIndex | QPersistentModelIndex
Key = tuple[int, Any]
"""Of one kind of value and the value: any two can be compared."""


def sort_key(value: object) -> Key | None:
    """By what a value sorts; None where there is none, or it is not a number.

    Python's own order is not total: no text is less than a number, no time with a time zone is
    less than one without, and what is not a number is neither less nor greater than any.
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
    """Whether one is less than the other; what has no key comes last in either order."""
    if one is None or other is None:
        first, second = (other, one) if falling else (one, other)
        return second is None and first is not None
    return one < other


def _since_year_1(moment: datetime) -> object:
    """As a span: near the years 1 and 9999 there is no time in another time zone."""
    offset = moment.utcoffset()
    span = moment.replace(tzinfo=UTC) - datetime.min.replace(tzinfo=UTC)
    return span if offset is None else span - offset


class KeyedRows(Protocol):
    """A model that knows by what its cells sort."""

    def key(self, index: Index) -> Key | None:
        """Of a cell."""


class SortedRows(QSortFilterProxyModel):
    """Sorts by keys, with what has none at the end."""

    def __init__(self, rows: KeyedRows, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows

    def source_row(self, row: int) -> int:
        """The row of the source that is shown as `row`."""
        return self.mapToSource(self.index(row, 0)).row()

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare two cells by their keys."""
        falling = self.sortOrder() is Qt.SortOrder.DescendingOrder
        return comes_first(self._rows.key(left), self._rows.key(right), falling=falling)
