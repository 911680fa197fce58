"""The details below the table of runs: one run, or a comparison of several runs."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QStackedWidget, QTableView, QWidget

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.runs.library import RunListing
from core.runs.operations import differing_fields
from gui.common.table_model import NO_INDEX, Index, Role
from gui.common.theme import number_font
from gui.common.widgets import named, vbox
from gui.runs import run_text
from gui.runs.run_details import RunDetails

_WIDEST, _LONGEST = "0.00000000", "2026-11-27 04.32.04.216171"
"""A long number, and the longest title and value for which a column has room."""


class HyperparameterDiff(QAbstractTableModel):
    """Has a row for each hyperparameter that differs, and a column for each run."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: list[str] = []
        self._settings: list[Hyperparameters] = []
        self._values: dict[str, list[Value]] = {}
        self._names: list[str] = []

    def show_entries(self, entries: Sequence[tuple[str, Hyperparameters]]) -> None:
        """Compare runs, given as title and settings."""
        self.beginResetModel()
        self._titles = [title for title, _ in entries]
        self._settings = [settings for _, settings in entries]
        self._values = differing_fields(self._settings)
        self._names = list(self._values)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of hyperparameters that differ."""
        return 0 if parent.isValid() else len(self._names)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of runs."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        """Return the title of a run, or the label or help of a hyperparameter."""
        across = orientation is Qt.Orientation.Horizontal
        if not 0 <= section < len(self._titles if across else self._names):
            return None
        if role == Role.DisplayRole:
            return self._titles[section] if across else FIELDS[self._names[section]].label
        if role == Role.ToolTipRole:
            return self._titles[section] if across else FIELDS[self._names[section]].help
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Return the value of a hyperparameter in a run, or the alignment."""
        if not self.checkIndex(index, QAbstractTableModel.CheckIndexOption.IndexIsValid):
            return None
        name, settings = self._names[index.row()], self._settings[index.column()]
        if role == Role.DisplayRole:
            value = self._values[name][index.column()]
            # A dash where it has no meaning beside what else was chosen.
            return FIELDS[name].format(value) if settings.applies(name) else "–"
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class DifferencesTable(QWidget):
    """Shows how many initial settings differ, and which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary = named(QLabel(wordWrap=True), "differencesText")
        self._model = HyperparameterDiff()
        self._model.setParent(self)
        self._table = named(QTableView(), "differencesTable")
        self._table.setAccessibleName("Hyperparameters that differ")
        self._table.setFont(number_font(self._table))
        self._table.setModel(self._model)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setWordWrap(False)
        metrics = self._table.fontMetrics()
        self._table.verticalHeader().setDefaultSectionSize(metrics.height() + 6)
        header = self._table.horizontalHeader()
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header.setMinimumSectionSize(metrics.horizontalAdvance(_WIDEST) + 24)
        header.setMaximumSectionSize(metrics.horizontalAdvance(_LONGEST) + 24)
        self.setLayout(vbox(self._summary, (self._table, 1), None, spacing=4))

    def show_entries(self, entries: Sequence[RunListing]) -> None:
        """Compare the initial settings of these runs."""
        known = [(entry.title, entry.settings) for entry in entries if entry.settings is not None]
        self._model.show_entries([(title, settings) for title, settings in known if settings])
        found = self._model.rowCount()
        what = "initial settings differ" if found != 1 else "initial setting differs"
        text = f"{run_text.runs(len(entries))}: {found or 'no'} {what}."
        unread = len(entries) - len(known)
        if unread:
            text += f" The settings of {run_text.runs(unread)} cannot be read."
        self._summary.setText(text)
        self._table.resizeColumnsToContents()
        self._table.setVisible(found > 0)


_NOTHING = "Select a run to see its results, or several runs to compare their settings."


class Details(QStackedWidget):
    """Shows a hint, the details of one run, or the differences of several runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsDetails")
        self._nothing = named(QLabel(_NOTHING, wordWrap=True), "nothingSelected")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._several = DifferencesTable()
        self.one = RunDetails()
        for page in (self._nothing, self.one, self._several):
            self.addWidget(page)
        self._compared: list[tuple[str, Hyperparameters | None]] = []

    def show_entries(self, entries: Sequence[RunListing], titles: Mapping[str, str]) -> None:
        """Show the selected runs; `titles` are those of all runs, by id."""
        if len(entries) == 1:
            self.one.show_entry(entries[0], titles.get(entries[0].metadata.origin, ""))
            self.setCurrentWidget(self.one)
            return
        self.one.label.keep()
        compared = [(entry.title, entry.settings) for entry in entries]
        if compared != self._compared:  # else the table would jump back to its beginning
            self._compared = compared
            self._several.show_entries(entries)
        self.setCurrentWidget(self._several if entries else self._nothing)
