"""The comparison of several runs, below the table of runs."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from core.hyperparameters.differences import differing_fields
from core.runs.run_listing import RunListing
from gui.common.widgets import hbox, named, vbox
from gui.runs import run_text
from gui.runs.comparison_lines import compare, count_differing_changes
from gui.runs.comparison_table import ComparisonTable
from gui.runs.run_columns import count_states, result_of_search
from gui.runs.trial_group import TrialGroup


class RunComparison(QWidget):
    """Compares several runs, and can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[RunListing] = ()
        self._search = ""
        self._summary = named(QLabel(wordWrap=True), "differencesText")
        self._everything = named(QCheckBox("Show all"), "compareAllBox")
        self._everything.setToolTip("Show what is the same in all of these runs, too.")
        copy = named(QPushButton("Copy"), "copyComparisonButton")
        copy.setToolTip("Copy the table, for a spreadsheet or a text (Ctrl+C in the table).")
        self._table = ComparisonTable()
        head = hbox((self._summary, 1), self._everything, copy)
        self.setLayout(vbox(head, (self._table, 1), None, spacing=4))
        self._everything.toggled.connect(self._show)
        copy.clicked.connect(self._table.copy_all)

    def show_entries(self, entries: Sequence[RunListing], search: str) -> None:
        """Compare runs; `search` is the name of the search that they are, if they are one."""
        known = len(entries) == len(self._entries) and all(map(_is, entries, self._entries))
        if not known or search != self._search:
            self._entries, self._search = entries, search
            self._show()

    @Slot()
    def _show(self) -> None:
        entries = self._entries
        lines = compare(entries, everything=self._everything.isChecked())
        self._table.show_lines(_titles(entries, self._search), lines)
        self._table.setVisible(bool(lines))
        self._summary.setText(_summary(entries, self._search))


def _is(one: object, other: object) -> bool:
    return one is other


def _titles(entries: Sequence[RunListing], search: str) -> list[str]:
    """Return what the runs are called, without the search that is named above them."""
    head = f"{TrialGroup(entries).title}, " if search else ""
    names = [entry.title.removeprefix(head) for entry in entries]
    return [f"{name[:1].upper()}{name[1:]}" for name in names] if head else names


def _summary(entries: Sequence[RunListing], search: str) -> str:
    known = [entry.settings for entry in entries if entry.settings is not None]
    different, changed = len(differing_fields(known)), count_differing_changes(entries)
    number = run_text.runs(len(entries))
    if search:
        group, count = TrialGroup(entries), len(entries)
        trials = f"Search “{group.title}”, {run_text.count_trials(count)}"
        seeds = f"Repetition “{group.title}”, {run_text.count_seeds(count)}"
        number = f"{seeds if group.is_repetition else trials} ({count_states(entries)})"
        number += f". {result_of_search(group)}"
    text = f"{number}. {_differences(different, changed)}"
    unread = sum(entry.settings is None for entry in entries)
    if unread:
        text += f" The settings of {run_text.runs(unread)} cannot be read."
    return text


def _differences(different: int, changed: int) -> str:
    """Return a sentence on the settings that differ at the start, and by changes in training."""
    start = f"They differ in {_settings(different)} at the start"
    if not different:
        start = "They start with the same settings"
    if not changed:
        return f"{start}."
    changes = f"in the changes of {_settings(changed)} during training"
    return f"{start} and {changes}." if different else f"{start} and differ {changes}."


def _settings(count: int) -> str:
    return f"{count:,} setting{'s' if count != 1 else ''}"
