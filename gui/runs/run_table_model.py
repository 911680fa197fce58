"""The runs as rows of a table, with a filter."""

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon

from core.runs.annotations import Annotations
from core.runs.library import RunListing
from gui.common.table_model import Cell, CellTable, Index, Role, SortedRows
from gui.runs.run_columns import COLUMNS, NAME, STAR, Column
from gui.runs.run_text import network, state

_VALID = QAbstractTableModel.CheckIndexOption.IndexIsValid
NAME_COLUMN = next(i for i, column in enumerate(COLUMNS) if column.name == NAME)
STAR_COLUMN = next(i for i, column in enumerate(COLUMNS) if column.name == STAR)


class RunTableModel(CellTable):
    """Has a row for each run; a new listing changes only the rows that differ."""

    renamed = Signal(object, str)
    """Emitted with the folder of a run, and its new name."""

    def __init__(self) -> None:
        super().__init__()
        self.columns = COLUMNS
        self._entries: list[RunListing] = []
        self._marks: dict[Path, QIcon] = {}
        self.faint = QColor()
        """The color of stars of runs that are not starred."""

    def show_entries(self, entries: Sequence[RunListing]) -> None:
        """Show these runs, in any order."""
        wanted = {entry.path: entry for entry in entries}
        self._remove_all_but(wanted)
        for row, entry in enumerate(self._entries):
            self._replace(row, wanted.pop(entry.path))
        self._append(list(wanted.values()))

    @Slot(object, object)
    def set_label(self, path: Path, label: Annotations) -> None:
        """Set the label that the user has just given a run."""
        for row, entry in enumerate(self._entries):
            if entry.path == path:
                self._replace(row, replace(entry, annotations=label))

    def set_marks(self, marks: dict[Path, QIcon]) -> None:
        """Set the icons beside the names of some runs: their colors on the curves."""
        self._marks = marks
        if self._entries:
            last = self.index(len(self._entries) - 1, NAME_COLUMN)
            self.dataChanged.emit(self.index(0, NAME_COLUMN), last, [Role.DecorationRole])

    def entry(self, row: int) -> RunListing:
        """Return the run of a row."""
        return self._entries[row]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Make the cells with names editable."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME_COLUMN else flags

    def extra(self, row: int, column: int, role: int) -> object:
        """Return the mark, the color, the tooltip or the spoken text of a cell."""
        entry, shown, text = self._entries[row], COLUMNS[column], self.cells[row][column].text
        match role:
            case Role.DecorationRole if shown.name == NAME:
                return self._marks.get(entry.path)
            case Role.ForegroundRole if shown.name == STAR and not entry.annotations.starred:
                return self.faint
            case Role.ToolTipRole:
                return _tip(entry, shown, text)
            case Role.AccessibleTextRole:
                return _spoken(entry, shown, text)
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Emit `renamed` for a new name."""
        if not self.checkIndex(index, _VALID):
            return False
        entry, name = self._entries[index.row()], str(value).strip()
        if role == Role.EditRole and index.column() == NAME_COLUMN and name != entry.title:
            self.renamed.emit(entry.path, name)
        return True

    def _remove_all_but(self, wanted: dict[Path, RunListing]) -> None:
        for row in reversed(range(len(self._entries))):
            if self._entries[row].path not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._entries[row], self.cells[row]
                self.endRemoveRows()

    def _replace(self, row: int, entry: RunListing) -> None:
        if not _same(self._entries[row], entry):
            cells = _cells_of(entry)
            self._entries[row], self.cells[row] = entry, cells
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _append(self, entries: list[RunListing]) -> None:
        if entries:
            cells = [_cells_of(entry) for entry in entries]
            first = len(self._entries)
            self.beginInsertRows(QModelIndex(), first, first + len(entries) - 1)
            self._entries += entries
            self.cells += cells
            self.endInsertRows()


def _same(one: RunListing, other: RunListing) -> bool:
    return one is other or all(
        getattr(one, field.name) == getattr(other, field.name) for field in fields(RunListing)
    )


def _cells_of(entry: RunListing) -> tuple[Cell, ...]:
    return tuple(column.cell(entry) for column in COLUMNS)


def _tip(entry: RunListing, column: Column, text: str) -> str | None:
    """Return a tooltip with what a cell may have no room for."""
    if entry.problem:
        return f"Damaged: {entry.problem}"
    return column.tip if column.name == STAR else text or None


def _spoken(entry: RunListing, column: Column, text: str) -> str:
    """Return the text of a cell as a screen reader says it, with the title of its column."""
    if column.name == STAR:
        return "starred" if entry.annotations.starred else "not starred"
    return f"{column.title}: {text or 'none'}"


class RunFilter(SortedRows):
    """Shows only the runs that contain all words of a search."""

    def __init__(self, runs: RunTableModel, parent: QObject) -> None:
        super().__init__(runs, parent)
        self._runs = runs
        self._words: list[str] = []
        self.setSourceModel(runs)

    def search(self, text: str) -> None:
        """Show only the runs that contain all of these words."""
        self._words = text.casefold().split()
        self.setFilterFixedString(text)  # has the rows filtered again, in Qt of any version

    def entry(self, row: int) -> RunListing:
        """Return the run of a row in the current order."""
        return self._runs.entry(self.source_row(row))

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Return whether the texts of a run contain all words."""
        if not self._words:
            return True
        text = _searchable_text(self._runs.entry(source_row))
        return all(word in text for word in self._words)


def _searchable_text(entry: RunListing) -> str:
    label, settings = entry.annotations, entry.settings
    parts = [entry.title, label.note, *label.tags, entry.metadata.title, state(entry)]
    if settings is not None:
        parts.append(network(settings))
    return "\n".join(parts).casefold()
