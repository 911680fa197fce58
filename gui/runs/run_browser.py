"""The contents of the tab “Runs”: search field, table, actions and details."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QSplitter, QWidget

from core.runs.library import RunListing
from gui.common.theme import theme_of
from gui.common.widgets import container, hbox, named, vbox
from gui.runs.hyperparameter_diff import Details
from gui.runs.prompt_bar import MessageBar, ResumePrompts
from gui.runs.run_actions import RunActions, RunButtons
from gui.runs.run_table import RunTable
from gui.runs.run_table_model import RunTableModel
from gui.runs.run_text import runs

_READING = "Reading the runs …"
_EMPTY = "No runs yet. Press Start. Every run appears here, those of “inkling train” too."
_NO_MATCH = "No run has all of these words in its name, note, tags, preset, state or network."
_SWATCH = 10
"""Pixels: the side of the square in a run's color, beside its name."""


class RunBrowser(QWidget):
    """Shows the runs that it is given; it emits signals for what the user wants."""

    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[RunListing] | None = None
        self._colors: Mapping[Path, int] = {}
        self._wanted: Path | None = None
        """The run to select when it is listed."""
        self._problem = ""
        """Why the runs cannot be listed at present; empty if they can."""
        self.runs = RunTableModel()
        self.runs.setParent(self)
        self.view = RunTable(self.runs)
        self.commands = RunActions(self)
        self.message_bar = MessageBar()
        self.prompts = ResumePrompts(self)
        self.details = Details()
        self._search = named(QLineEdit(placeholderText="Search"), "runsSearch")
        self._message = named(QLabel(_READING, wordWrap=True), "runsMessage")
        self._count = named(QLabel(), "runsCount")
        self._lay_out()
        self._search.textChanged.connect(self._filter)
        self.view.selection.changed.connect(self._show_selected)
        for rows_changed in (self.view.sorted.rowsInserted, self.view.sorted.rowsRemoved):
            rows_changed.connect(self._count_rows)
        self.view.addActions(self.commands.all)
        self._show_selected()

    @property
    def selected(self) -> list[RunListing]:
        """The selected runs."""
        return self.view.selected

    def select(self, path: Path) -> None:
        """Select a run, now or when it is listed, and clear the search for that."""
        self._search.clear()
        self._wanted = None if self.view.select(path) else path

    @Slot(list)
    def show_entries(self, entries: Sequence[RunListing]) -> None:
        """Show all runs as they are now."""
        self._entries, self._problem = entries, ""
        self.runs.show_entries(entries)
        self._count_rows()
        if self._wanted is not None and self.view.select(self._wanted):
            self._wanted = None

    @Slot(object)
    def show_problem(self, error: Exception) -> None:
        """Show why the runs cannot be listed."""
        if self._entries is None:
            self._entries = ()
        self._problem = str(error)
        self._count_rows()

    def show_colors(self, colors: Mapping[Path, int]) -> None:
        """Show the colors that runs have on the curves."""
        self._colors = colors
        palette = theme_of(self).runs
        self.runs.set_marks({path: _swatch(palette[n]) for path, n in colors.items()})

    def changeEvent(self, event: QEvent) -> None:
        """Show the colors of the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_count"):
            self.show_colors(self._colors)

    @Slot(str)
    def _filter(self, text: str) -> None:
        self.view.sorted.search(text)

    @Slot()
    def _show_selected(self) -> None:
        self.selection_changed.emit()
        selected = self.selected
        titles = {entry.metadata.id: f"“{entry.title}”" for entry in self._entries or ()}
        self.details.show_entries(selected, titles)
        self.prompts.follow(selected[0].path if len(selected) == 1 else None)

    @Slot()
    def _count_rows(self) -> None:
        """Show how many runs there are, or why none are visible."""
        total, shown = len(self._entries or ()), self.view.sorted.rowCount()
        self._count.setText(f"{shown:,} of {runs(total)}" if shown != total else runs(total))
        self._message.setText(self._problem or (_EMPTY if not total else _NO_MATCH))
        self._message.setVisible(not shown or bool(self._problem))
        self.view.setVisible(shown > 0)

    def _lay_out(self) -> None:
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName("Search runs")
        self._search.setToolTip("Search for words in name, note, tags, preset, state and network.")
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._message.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.view.hide()
        head = hbox((self._search, 1), self._count)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(
            container(vbox(head, self.message_bar, self._message, self.view, spacing=4))
        )
        buttons = RunButtons(self.commands)
        below = vbox(self.prompts.more, self.prompts.back, buttons, self.details, spacing=4)
        parts.addWidget(container(below))
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        self.setLayout(vbox(parts, margins=(0, 4, 0, 0)))


def _swatch(color: str) -> QIcon:
    pixmap = QPixmap(_SWATCH, _SWATCH)
    pixmap.fill(QColor(color))
    return QIcon(pixmap)
