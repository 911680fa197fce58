"""The runs that a person looks for, in the order that they want."""

from PySide6.QtCore import QObject, QSortFilterProxyModel, Qt

from core.runs.entry import Entry
from gui.runs.columns import COLUMNS, Value
from gui.runs.model import Index, RunsModel
from gui.runs.wording import network, state


class SortedRuns(QSortFilterProxyModel):
    """Sorts by values, not texts, with what has none at the end; leaves out what has not all of
    the words."""

    def __init__(self, runs: RunsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._runs = runs
        self._words: list[str] = []
        self.setSourceModel(runs)

    def search(self, text: str) -> None:
        """Show the runs with all of these words in what is said of them."""
        self._words = text.casefold().split()
        self.invalidate()

    def entry(self, row: int) -> Entry:
        """The run of a row, as they are sorted."""
        return self._runs.entry(self.mapToSource(self.index(row, 0)).row())

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        if not self._words:
            return True
        said = _said_of(self._runs.entry(source_row))
        return all(word in said for word in self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        value = COLUMNS[left.column()].value
        one, other = value(self._runs.entry(left.row())), value(self._runs.entry(right.row()))
        if one is None or other is None:
            falling = self.sortOrder() is Qt.SortOrder.DescendingOrder
            first, second = (other, one) if falling else (one, other)
            return second is None and first is not None
        return bool(_key(one) < _key(other))  # type: ignore[operator]


def _key(value: Value) -> Value:
    return value.casefold() if isinstance(value, str) else value


def _said_of(entry: Entry) -> str:
    label, settings = entry.label, entry.settings
    parts = [entry.title, label.note, *label.tags, entry.about.title, state(entry)]
    if settings is not None:
        parts.append(network(settings))
    return "\n".join(parts).casefold()
