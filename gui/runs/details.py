"""Below the table: what is selected there."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from core.hyperparameters import Hyperparameters
from core.runs.entry import Entry
from gui.naming import named
from gui.runs.differences import SeveralRuns
from gui.runs.one_run import OneRun

_NOTHING = "Select a run to see its numbers; select several to see in which settings they differ."


class Details(QStackedWidget):
    """Nothing, one run, or several of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsDetails")
        self._nothing = named(QLabel(_NOTHING, wordWrap=True), "nothingSelected")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._several = SeveralRuns()
        self.one = OneRun()
        for page in (self._nothing, self.one, self._several):
            self.addWidget(page)
        self._compared: list[tuple[str, Hyperparameters | None]] = []

    def show_entries(self, entries: Sequence[Entry], titles: Mapping[str, str]) -> None:
        """Show the selected runs; `titles` are those of all runs, by their ids."""
        if len(entries) == 1:
            self.one.show_entry(entries[0], titles.get(entries[0].about.origin, ""))
            self.setCurrentWidget(self.one)
            return
        self.one.label.keep()
        compared = [(entry.title, entry.settings) for entry in entries]
        if compared != self._compared:  # else the table would jump back to its beginning
            self._compared = compared
            self._several.show_entries(entries)
        self.setCurrentWidget(self._several if entries else self._nothing)
