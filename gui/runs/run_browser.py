"""The contents of the tab “Runs”: search field, table, actions and details."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QWidget,
)

from core.runs.run_listing import RunListing
from gui.common.search_field import SearchField
from gui.common.table_copy import mime_of_rows
from gui.common.theme import TIGHT, theme_of
from gui.common.widgets import container, hbox, make_primary, named, vbox
from gui.runs.details import Details
from gui.runs.prompt_bar import MessageBar, ResumePrompts
from gui.runs.run_action_bar import RunActionBar
from gui.runs.run_actions import RunActions
from gui.runs.run_columns import STAR_COLUMN
from gui.runs.run_table import PRIMARY, RunTable
from gui.runs.run_table_model import RunTableModel
from gui.runs.run_text import runs

_READING = "Reading the runs …"
_EMPTY = (
    "No runs yet. Every training is recorded here as a run, also those of searches and of "
    "the command line. You can compare runs, continue them, open their models on the pad, and "
    "write reports on them."
)
_NO_MATCH = (
    "No run has all of these words in its name, note, tags, preset, search, state or network."
)
_SWATCH, _FRAME = 10, 2
"""Pixels: the side of the square in a run's color, beside its name."""
_LINES_BELOW = 16
"""The least height of the details in lines of text; they scroll where they need more."""


class RunBrowser(QWidget):
    """Shows the runs that it is given; it emits signals for what the user wants."""

    selection_changed = Signal()
    start_requested = Signal()
    """The user wants to start a first training."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[RunListing] | None = None
        self._colors: Mapping[Path, int] = {}
        self._current: Path | None = None
        """The folder of the run that this window trains or has trained last."""
        self._paused: Path | None = None
        """The folder of the run whose training is paused in this window."""
        self._wanted: list[Path] = []
        """The runs to select when they are listed."""
        self._problem = ""
        """Why the runs cannot be listed at present; empty if they can."""
        self.runs = RunTableModel()
        self.runs.setParent(self)
        self.view = RunTable(self.runs)
        self.commands = RunActions(self)
        self.action_bar = RunActionBar(self.commands)
        self.message_bar = MessageBar()
        self.prompts = ResumePrompts(self)
        self.details = Details()
        self._search = named(SearchField(), "runsSearch")
        self._message = named(QLabel(_READING, wordWrap=True), "runsMessage")
        self._start = named(QPushButton("Start a training"), "startFirstRunButton")
        self._no_rows = QWidget()
        """Takes the room of the table while that is hidden."""
        self._count = named(QLabel(), "runsCount")
        self._columns = named(QToolButton(), "runColumnsButton")
        self._lay_out()
        self._connect()
        self._show_selected()

    @property
    def selected(self) -> list[RunListing]:
        """The selected runs."""
        return self.view.selected

    def select(self, path: Path) -> None:
        """Select a run, now or when it is listed, and clear the search for that."""
        self.select_all([path])

    @Slot(list)
    def select_all(self, paths: list[Path]) -> None:
        """Select runs, now or when they are listed, and clear the search for that."""
        self._search.clear()
        self._wanted = [] if self.view.select(*paths) else paths

    def set_active(self, *, active: bool) -> None:
        """Set whether a training is in progress in this window."""
        self._start.setEnabled(not active)

    def copy(self) -> None:
        """Copy the selected runs, with the visible columns of the table and their headings."""
        columns = [
            number
            for place in range(self.view.header().count())
            for number in [self.view.header().logicalIndex(place)]
            if number != STAR_COLUMN and not self.view.isColumnHidden(number)
        ]
        QGuiApplication.clipboard().setMimeData(
            mime_of_rows(self.view.sorted, self.view.selected_rows, columns)
        )

    @Slot(list)
    def show_entries(self, entries: Sequence[RunListing]) -> None:
        """Show all runs as they are now."""
        entries = [_with_pause(entry, paused=entry.path == self._paused) for entry in entries]
        self._entries, self._problem = entries, ""
        self.runs.show_entries(entries)
        self.view.fit_names()
        self._count_rows()
        if self._wanted and self.view.select(*self._wanted):
            self._wanted = []

    def set_paused(self, folder: Path | None) -> None:
        """Set the folder of the run whose training is paused in this window; None for none."""
        if folder != self._paused:
            self._paused = folder
            if self._entries is not None and not self._problem:
                self.show_entries(self._entries)

    @Slot(object)
    def show_problem(self, error: Exception) -> None:
        """Show why the runs cannot be listed."""
        if self._entries is None:
            self._entries = ()
        self._problem = str(error)
        self._count_rows()

    def show_colors(self, colors: Mapping[Path, int], current: Path | None) -> None:
        """Show the colors that runs have on the curves.

        `current` is the folder of the run of the curves: its lines of training and validation have
        the usual colors.
        """
        self._colors, self._current = colors, current
        theme, paper = theme_of(self), self.palette().color(QPalette.ColorRole.Base)
        self.runs.set_marks(
            {
                path: swatch(paper, theme.training, theme.validation)
                if path == current
                else swatch(paper, theme.runs[number])
                for path, number in colors.items()
            }
        )

    @Slot()
    def show_actions(self) -> None:
        """Show the primary action as it is now."""
        self.action_bar.show_primary()

    def changeEvent(self, event: QEvent) -> None:
        """Show the colors of the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_count"):
            self.show_colors(self._colors, self._current)

    def _connect(self) -> None:
        self._search.textChanged.connect(self.view.search)
        self._start.clicked.connect(self.start_requested)
        self.view.selection.changed.connect(self._show_selected)
        self.view.action_requested.connect(self._trigger)
        self.view.menu_requested.connect(self._open_menu)
        for rows_changed in (self.view.sorted.rowsInserted, self.view.sorted.rowsRemoved):
            rows_changed.connect(self._count_rows)

    @Slot(str)
    def _trigger(self, name: str) -> None:
        """Carry out an action of the table's keys, if it is possible."""
        (self.commands.primary if name == PRIMARY else self.commands[name]).trigger()

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        if self.selected:
            self.action_bar.open_menu_at(place)

    @Slot()
    def _show_selected(self) -> None:
        self.selection_changed.emit()
        selected = self.selected
        titles = {entry.metadata.id: f"“{entry.title}”" for entry in self._entries or ()}
        seed = len(selected) == 1 and self.runs.is_seed(selected[0])
        self.details.show_entries(selected, titles, self.view.selected_search, seed=seed)
        self.prompts.follow(selected[0].path if len(selected) == 1 else None)

    @Slot()
    def _count_rows(self) -> None:
        """Show how many runs there are, or why none are visible."""
        total, shown = len(self._entries or ()), self.view.sorted.run_count
        self._count.setText(f"{shown:,} of {runs(total)}" if shown != total else runs(total))
        empty = not total and not self._problem
        self._message.setText(self._problem or (_EMPTY if empty else _NO_MATCH))
        self._message.setVisible(not shown or bool(self._problem))
        self._start.setVisible(empty)
        self.view.setVisible(shown > 0)
        self._no_rows.setVisible(not shown)
        for part in (self._head, self.action_bar, self._below):
            part.setVisible(not empty)

    def _lay_out(self) -> None:
        self._search.setAccessibleName("Search runs")
        self._search.setToolTip(
            "Search for words in name, note, tags, preset, search, state and network."
        )
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._message.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._start.setToolTip("Train a network with the settings in the form, as Start does.")
        make_primary(self._start)
        self._start.hide()
        self.view.hide()
        self._columns.setText("Columns ▾")
        self._columns.setToolTip("Choose the columns of the table.")
        self._columns.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._column_menu = named(QMenu(self), "runColumnsMenu")
        self._column_menu.addActions(self.view.choices.actions())
        self._columns.clicked.connect(self._open_columns)
        self._head = container(hbox((self._search, 1), self._count, self._columns))
        bars = (self.message_bar, self.prompts.more, self.prompts.back, self.action_bar)
        start = hbox(self._start, None)
        rows = ((self.view, 1), (self._no_rows, 1))
        table = vbox(self._head, self._message, start, *rows, *bars, spacing=TIGHT)
        self._below = container(vbox(self.details, margins=(0, TIGHT, 0, 0)))
        self._below.setMinimumHeight(_LINES_BELOW * self.fontMetrics().lineSpacing())
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(container(table))
        parts.addWidget(self._below)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        self.setLayout(vbox(parts, margins=(0, TIGHT, 0, 0)))

    @Slot()
    def _open_columns(self) -> None:
        self._column_menu.popup(self._columns.mapToGlobal(QPoint(0, self._columns.height())))


def _with_pause(entry: RunListing, *, paused: bool) -> RunListing:
    return entry if entry.paused == paused else replace(entry, paused=paused)


def swatch(paper: QColor, color: str, lower: str = "") -> QIcon:
    """Return a square of a color, whose lower half may have another one.

    Its frame has the color of the paper, so that it can be seen on a selected row, too, where Qt
    would mix it with the color of the selection.
    """
    half = _SWATCH // 2
    pixmap = QPixmap(_SWATCH + 2 * _FRAME, _SWATCH + 2 * _FRAME)
    pixmap.fill(paper)
    painter = QPainter(pixmap)
    painter.fillRect(_FRAME, _FRAME, _SWATCH, _SWATCH, QColor(color))
    if lower:
        painter.fillRect(_FRAME, _FRAME + half, _SWATCH, half, QColor(lower))
    painter.end()
    swatch = QIcon(pixmap)
    swatch.addPixmap(pixmap, QIcon.Mode.Selected)
    return swatch
