"""The runs as rows of a table, with those of a search below a row of their own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import cast, overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon

from core.runs.annotations import Annotations
from core.runs.run_listing import RunListing
from gui.common.name_elision import NameParts, parts_by_name
from gui.common.table_model import CELL_ROLES, NO_INDEX, Index, Key, Role, cell_data, heading_data
from gui.runs.run_columns import COLUMNS, NAME, NAME_COLUMN, STAR
from gui.runs.run_rows import AnyRow, Row, RunRow, SearchRow, same, spoken, tip_of

_VALID = QAbstractItemModel.CheckIndexOption.IndexIsValid
_LAST = len(COLUMNS) - 1


class RunTableModel(QAbstractItemModel):
    """Has a row for each run and each search; a new listing changes only the rows that differ."""

    renamed = Signal(object, str)
    """Emitted with the folder of a run, and its new name."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self._searches: dict[int, int] = {}
        """The row of each search, by its id."""
        self._ids = count(1)
        self._marks: dict[Path, QIcon] = {}
        self._name_parts: dict[str, NameParts] | None = None
        """What tells each name of a run from similar ones; None until it is asked for."""
        self.faint = QColor()
        """The color of stars of runs that are not starred."""

    @property
    def has_searches(self) -> bool:
        """Whether there is a row of a search."""
        return bool(self._searches)

    def show_entries(self, entries: Sequence[RunListing]) -> None:
        """Show these runs, in any order."""
        self._name_parts = None
        wanted = {entry.path: entry for entry in entries}
        changed = self._remove_all_but(wanted)
        for parent, rows in self._lists():
            for number, row in enumerate(rows):
                if isinstance(row, RunRow) and self._replace(
                    parent, number, row, wanted.pop(row.entry.path)
                ):
                    changed.add(parent.row())
        changed |= self._append(list(wanted.values()))
        self._update_searches(changed)

    @Slot(object, object)
    def set_label(self, path: Path, label: Annotations) -> None:
        """Set the label that the user has just given a run."""
        self._name_parts = None
        for parent, rows in self._lists():
            for number, row in enumerate(rows):
                if isinstance(row, RunRow) and row.entry.path == path:
                    self._replace(parent, number, row, replace(row.entry, annotations=label))
                    self._update_searches({parent.row()})

    def set_marks(self, marks: dict[Path, QIcon]) -> None:
        """Set the icons beside the names of some runs: their colors on the curves."""
        if not marks and not self._marks:
            return
        self._marks = marks
        for parent, rows in self._lists():
            if rows:
                first, last = (self.index(n, NAME_COLUMN, parent) for n in (0, len(rows) - 1))
                self.dataChanged.emit(first, last, [Role.DecorationRole])

    def name_parts(self, index: Index) -> NameParts | None:
        """Return what tells a name from others, for where it must be shortened.

        Of a search that is how many trials it has.
        """
        entry = self.entry(index)
        if entry is None:
            title, dot, count = self._row(index).cells[NAME_COLUMN].text.rpartition(" · ")
            return NameParts(title, dot + count, "")
        if self._name_parts is None:
            rows = (row for _, rows in self._lists() for row in rows)
            titles = (row.entry.title for row in rows if isinstance(row, RunRow))
            self._name_parts = parts_by_name(titles)
        return self._name_parts.get(entry.title)

    def entry(self, index: Index) -> RunListing | None:
        """Return the run of a row; None for a search."""
        row = self._row(index)
        return row.entry if isinstance(row, RunRow) else None

    def search_of(self, index: Index) -> str:
        """Return the name of the search of a row; empty for a run."""
        row = self._row(index)
        return row.name if isinstance(row, SearchRow) else ""

    def is_seed(self, entry: RunListing) -> bool:
        """Return whether a run is one of a repetition."""
        index = self.find(entry.path).parent()
        row = self._row(index) if index.isValid() else None
        return isinstance(row, SearchRow) and row.is_repetition

    def find(self, path: Path) -> QModelIndex:
        """Return the index of the run in a folder; an invalid one where there is none."""
        for parent, rows in self._lists():
            for number, row in enumerate(rows):
                if isinstance(row, RunRow) and row.entry.path == path:
                    return self.index(number, NAME_COLUMN, parent)
        return QModelIndex()

    def key(self, index: Index) -> Key | None:
        """Return the key by which a cell is sorted."""
        return self._row(index).cells[index.column()].key

    def index(self, row: int, column: int, parent: Index = NO_INDEX) -> QModelIndex:
        """Return the index of a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        search = self._rows[parent.row()] if parent.isValid() else None
        return self.createIndex(row, column, search.id if isinstance(search, SearchRow) else 0)

    @overload
    def parent(self) -> QObject | None: ...
    @overload
    def parent(self, index: Index) -> QModelIndex: ...
    def parent(self, index: Index | None = None) -> QObject | QModelIndex | None:
        """Return the index of the search of a trial; without an index, the parent of the model."""
        if index is None:
            return super().parent()
        search = self._searches.get(index.internalId()) if index.isValid() else None
        return QModelIndex() if search is None else self.createIndex(search, 0, 0)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of rows, or of the trials of a search."""
        if not parent.isValid():
            return len(self._rows)
        if parent.internalId() or parent.column():
            return 0
        row = self._rows[parent.row()]
        return len(row.trials) if isinstance(row, SearchRow) else 0

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of columns."""
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        """Return the title, the tooltip or the alignment of a column."""
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(COLUMNS):
            return None
        return heading_data(COLUMNS[section], role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Make the cells with the names of runs editable."""
        flags = super().flags(index)
        editable = index.column() == NAME_COLUMN and self.entry(index) is not None
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Return the text, the mark, the color, the tooltip or the spoken text of a cell."""
        if not self.checkIndex(index, _VALID):
            return None
        row, column = self._row(index), COLUMNS[index.column()]
        cell = row.cells[index.column()]
        if role == Role.EditRole and isinstance(row, RunRow) and column.name == NAME:
            return row.entry.title
        if role in CELL_ROLES:
            return cell_data(cell, column, role)
        match role:
            case Role.DecorationRole if column.name == NAME and isinstance(row, RunRow):
                return self._marks.get(row.entry.path)
            case Role.ForegroundRole if column.name == STAR and cell.text != "★":
                return self.faint
            case Role.ToolTipRole:
                return tip_of(row, column, cell.text)
            case Role.AccessibleTextRole:
                return spoken(column, cell.text)
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Emit `renamed` for a new name."""
        if not self.checkIndex(index, _VALID):
            return False
        entry, name = self.entry(index), str(value).strip()
        if role == Role.EditRole and entry is not None and name != entry.title:
            self.renamed.emit(entry.path, name)
        return True

    def _row(self, index: Index) -> Row:
        search = self._searches.get(index.internalId())
        if search is None:
            return self._rows[index.row()]
        return cast(SearchRow, self._rows[search]).trials[index.row()]

    def _lists(self) -> Iterator[tuple[QModelIndex, Sequence[Row]]]:
        """Yield the rows, and those of each search, with the index of their parent."""
        yield QModelIndex(), self._rows
        for number, row in enumerate(self._rows):
            if isinstance(row, SearchRow):
                yield self.createIndex(number, 0, 0), row.trials

    def _remove_all_but(self, wanted: dict[Path, RunListing]) -> set[int]:
        """Remove rows; return the rows of the searches that have lost some of their trials."""

        def keep(row: Row) -> bool:
            if isinstance(row, RunRow):
                return row.entry.path in wanted
            return any(map(keep, row.trials))

        self._remove(QModelIndex(), self._rows, keep)
        changed = set()
        for number, row in enumerate(self._rows):
            if isinstance(row, SearchRow):
                before = len(row.trials)
                self._remove(self.index(number, 0), row.trials, keep)
                if len(row.trials) != before:
                    changed.add(number)
        return changed

    def _remove(
        self, parent: QModelIndex, rows: list[AnyRow], keep: Callable[[AnyRow], bool]
    ) -> None:
        """Remove what is not kept, in as few pieces as possible."""
        last = len(rows) - 1
        while last >= 0:
            if keep(rows[last]):
                last -= 1
                continue
            first = last
            while first > 0 and not keep(rows[first - 1]):
                first -= 1
            self.beginRemoveRows(parent, first, last)
            del rows[first : last + 1]
            self._number_searches()
            self.endRemoveRows()
            last = first - 1

    def _replace(self, parent: QModelIndex, number: int, row: RunRow, entry: RunListing) -> bool:
        """Show a run as it is now; return whether it has changed."""
        if same(row.entry, entry):
            return False
        row.show(entry, row.rank)
        first, last = (self.index(number, column, parent) for column in (0, _LAST))
        self.dataChanged.emit(first, last)
        return True

    def _append(self, entries: Sequence[RunListing]) -> set[int]:
        """Add runs; return the rows of the searches that have got more trials."""
        new: dict[str, list[RunRow]] = {}
        for entry in entries:
            new.setdefault(entry.metadata.search, []).append(RunRow.of(entry))
        known = {row.name: n for n, row in enumerate(self._rows) if isinstance(row, SearchRow)}
        rows: list[Row] = [*new.pop("", ())]
        changed = set()
        for name, trials in new.items():
            if name in known:
                self._append_trials(known[name], trials)
                changed.add(known[name])
            else:
                search = SearchRow(name, next(self._ids), trials)
                search.update()
                rows.append(search)
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows += rows
            self._number_searches()
            self.endInsertRows()
        return changed

    def _append_trials(self, number: int, trials: Sequence[RunRow]) -> None:
        search = cast(SearchRow, self._rows[number])
        first = len(search.trials)
        self.beginInsertRows(self.index(number, 0), first, first + len(trials) - 1)
        search.trials += trials
        self.endInsertRows()

    def _update_searches(self, rows: set[int]) -> None:
        """Update the cells of searches whose trials have changed; -1 is no row of a search."""
        for number in rows - {-1}:
            search = self._rows[number]
            if isinstance(search, SearchRow):
                parent = self.index(number, 0)
                for trial in search.update():
                    first, last = (self.index(trial, column, parent) for column in (0, _LAST))
                    self.dataChanged.emit(first, last)
                self.dataChanged.emit(parent, self.index(number, _LAST))

    def _number_searches(self) -> None:
        self._searches = {
            row.id: number for number, row in enumerate(self._rows) if isinstance(row, SearchRow)
        }
