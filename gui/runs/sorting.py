"""The runs that a person looks for, in the order that they want."""

from PySide6.QtCore import QObject

from core.runs.entry import Entry
from gui.runs.model import RunsModel
from gui.runs.wording import network, state
from gui.sorting import Index, SortedRows


class SortedRuns(SortedRows):
    """Leaves out the runs that have not all of the words."""

    def __init__(self, runs: RunsModel, parent: QObject) -> None:
        super().__init__(runs, parent)
        self._runs = runs
        self._words: list[str] = []
        self.setSourceModel(runs)

    def search(self, text: str) -> None:
        """Show the runs with all of these words in what is said of them."""
        self._words = text.casefold().split()
        self.setFilterFixedString(text)  # has the rows filtered again, in Qt of any version

    def entry(self, row: int) -> Entry:
        """The run of a row, as they are sorted."""
        return self._runs.entry(self.source_row(row))

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        if not self._words:
            return True
        said = _said_of(self._runs.entry(source_row))
        return all(word in said for word in self._words)


def _said_of(entry: Entry) -> str:
    label, settings = entry.label, entry.settings
    parts = [entry.title, label.note, *label.tags, entry.about.title, state(entry)]
    if settings is not None:
        parts.append(network(settings))
    return "\n".join(parts).casefold()
