"""The search field of the table of runs: which rows it shows, and their order."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QObject

from core.runs.run_listing import RunListing
from gui.common.name_elision import NameParts
from gui.common.table_model import Index, SortedRows
from gui.runs.run_table_model import RunTableModel
from gui.runs.run_text import network, state


class RunFilter(SortedRows):
    """Shows only the runs that contain all words of a search field, below their searches."""

    def __init__(self, runs: RunTableModel, parent: QObject) -> None:
        super().__init__(runs, parent)
        self._runs = runs
        self._words: list[str] = []
        self.setRecursiveFilteringEnabled(True)  # a search is shown if one of its trials is
        self.setSourceModel(runs)

    @property
    def is_searching(self) -> bool:
        """Whether some runs may be hidden."""
        return bool(self._words)

    @property
    def run_count(self) -> int:
        """The number of runs that are shown, in opened searches or not."""
        top = (self.index(row, 0) for row in range(self.rowCount()))
        return sum(len(self.rows_of_runs(index)) for index in top)

    def search(self, text: str) -> None:
        """Show only the runs that contain all of these words."""
        self._words = text.casefold().split()
        self.setFilterFixedString(text)  # has the rows filtered again, in Qt of any version

    def entry(self, index: Index) -> RunListing | None:
        """Return the run of a row; None for a search."""
        return self._runs.entry(self.mapToSource(index))

    def name_parts(self, index: Index) -> NameParts | None:
        """Return what tells the name of a run or a search from others."""
        return self._runs.name_parts(self.mapToSource(index))

    def rows_of_runs(self, index: QModelIndex) -> list[QModelIndex]:
        """Return the row of a run, or the rows of the trials of a search, in the current order."""
        if self.entry(index) is not None:
            return [index]
        return [self.index(row, 0, index) for row in range(self.rowCount(index))]

    def search_of(self, index: Index) -> str:
        """Return the name of the search of a row; empty for a run."""
        return self._runs.search_of(self.mapToSource(index))

    def find(self, path: Path) -> QModelIndex:
        """Return the index of the run in a folder; an invalid one where it is not shown."""
        return self.mapFromSource(self._runs.find(path))

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Return whether the texts of a run contain all words."""
        if not self._words:
            return True
        entry = self._runs.entry(self._runs.index(source_row, 0, source_parent))
        if entry is None:
            return False
        text = _searchable_text(entry)
        return all(word in text for word in self._words)


def _searchable_text(entry: RunListing) -> str:
    label, settings, metadata = entry.annotations, entry.settings, entry.metadata
    search = (metadata.search, metadata.search_title)
    parts = [entry.title, label.note, *label.tags, metadata.title, *search, state(entry)]
    if settings is not None:
        parts.append(network(settings))
    return "\n".join(parts).casefold()
