"""The details below the table of runs: one run, or a comparison of several runs."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from core.runs.run_listing import RunListing
from gui.common.content_area import ContentArea
from gui.common.widgets import named
from gui.runs.run_comparison import RunComparison
from gui.runs.run_details import RunDetails

_NOTHING = "Select a run to see its results, or several runs to compare them."


class Details(QStackedWidget):
    """Shows a hint, the details of one run, or the comparison of several runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsDetails")
        self._nothing = named(QLabel(_NOTHING, wordWrap=True), "nothingSelected")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._several = RunComparison()
        self.one = RunDetails()
        # The comparison scrolls by itself.
        self._one_page = ContentArea(self.one)
        for page in (self._nothing, self._one_page, self._several):
            self.addWidget(page)

    def show_entries(
        self,
        entries: Sequence[RunListing],
        titles: Mapping[str, str],
        search: str,
        *,
        seed: bool = False,
    ) -> None:
        """Show the selected runs.

        `titles` are those of all runs, by id; `search` is the name of the search whose trials the
        runs are, if a search is selected. `seed` is whether a single run is one of a repetition.
        """
        if len(entries) == 1 and not search:
            origin = titles.get(entries[0].metadata.origin, "")
            self.one.show_entry(entries[0], origin, seed=seed)
            self.setCurrentWidget(self._one_page)
            return
        self.one.label.keep()
        if entries:
            self._several.show_entries(entries, search)
        self.setCurrentWidget(self._several if entries else self._nothing)
