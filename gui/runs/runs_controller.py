"""Where what a person does at the shelf of runs is done."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from core.foundation.errors import InklingError
from core.runs.layout import MODEL
from core.runs.library import Entry
from gui.runs import run_text as wording
from gui.runs.curve_overlays import CurveOverlays
from gui.runs.run_actions import why_not
from gui.runs.run_browser import RunBrowser
from gui.runs.run_poller import RunPoller
from gui.runs.run_requests import RunRequests
from gui.session.model_io import show_folder


class RunEdits(QObject):
    """Each change is on the disk when its method returns. One that fails is told by `failed`."""

    labelled = Signal(object, object)
    """The folder of a run, and its Label."""
    deleted = Signal(list)
    """The runs that are left."""
    told = Signal(str, bool)
    """What was done, and whether it can be taken back."""
    failed = Signal(object)
    """The exception that says why something was not done."""

    def __init__(self, reader: RunPoller, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = reader
        self._deleted: list[list[Path]] = []
        """Where the runs are that were deleted, those together that were deleted together."""

    def label(self, path: Path, changes: dict[str, Any]) -> None:
        """Change name, note, starred or tags of a run."""
        self._write(path, changes)
        self._reader.refresh()

    def star(self, entries: Sequence[Entry]) -> None:
        """Give each a star; where all have one, take it away."""
        starred = not all(entry.label.starred for entry in entries)
        for entry in entries:
            self._write(entry.path, {"starred": starred})
        self._reader.refresh()

    def delete(self, entries: Sequence[Entry]) -> None:
        """Delete runs, as far as that is possible, and tell what was not."""
        gone: dict[Path, Path] = {}
        problems: list[str] = []
        for entry in entries:
            try:
                gone[entry.path] = self._reader.library.delete(entry.path)
            except InklingError as error:
                problems.append(f"“{entry.title}”: {error}")
        if gone:
            self._deleted.append(list(gone.values()))
            left = [e for e in self._reader.entries or [] if e.path not in gone]
            self.deleted.emit(left)
        done = [f"Deleted {wording.runs(len(gone))}."] if gone else []
        self.told.emit(" ".join([*done, *problems]), bool(gone))
        self._reader.refresh()

    @Slot()
    def undo(self) -> None:
        """Put back what was deleted last."""
        if not self._deleted:
            return
        back: list[Path] = []
        for path in self._deleted.pop():
            try:
                back.append(self._reader.library.restore(path))
            except InklingError as error:
                self.failed.emit(error)
        self.told.emit(f"{wording.runs(len(back)).capitalize()} put back.", bool(self._deleted))
        self._reader.refresh()

    def _write(self, path: Path, changes: dict[str, Any]) -> None:
        try:
            label = self._reader.library.label(path, **changes)
        except InklingError as error:
            self.failed.emit(error)
        else:
            self.labelled.emit(path, label)


class RunsController(QObject):
    """Connects the shelf with the reader, the changes and the overlays, and tells the panel."""

    def __init__(self, reader: RunPoller, panel: RunRequests) -> None:
        super().__init__(panel)
        self._reader, self._panel = reader, panel
        self._active = False
        self.shelf = RunBrowser()
        self.overlays = CurveOverlays(self)
        self._changing = RunEdits(reader, self)
        self._connect()
        if reader.entries is not None:
            self.shelf.show_entries(reader.entries)
        self._allow()

    def set_active(self, *, active: bool) -> None:
        """Whether a training is under way in this window."""
        self._active = active
        self._allow()

    def wait_for_end(self) -> None:
        """Keep what is being typed, and wait for the threads."""
        self.shelf.details.one.label.keep()
        self.overlays.wait_for_end()

    def _connect(self) -> None:
        shelf, panel, overlays, changing = self.shelf, self._panel, self.overlays, self._changing
        self._reader.listed.connect(shelf.show_entries)
        self._reader.listed.connect(overlays.follow)
        self._reader.unreadable.connect(shelf.show_problem)
        shelf.selection_changed.connect(self._allow)
        shelf.runs.renamed.connect(self._rename)
        shelf.details.one.label.edited.connect(changing.label)
        shelf.notice.undo_asked.connect(changing.undo)
        shelf.view.undo_asked.connect(changing.undo)
        shelf.commands.asked.connect(self._act)
        for asked, name in (
            (shelf.view.star_asked, "starRun"),
            (shelf.view.rename_asked, "renameRun"),
            (shelf.view.delete_asked, "deleteRun"),
        ):
            asked.connect(shelf.commands[name].trigger)
        shelf.questions.continue_asked.connect(panel.continue_asked)
        shelf.questions.go_back_asked.connect(panel.go_back_asked)
        # Queued: a note is saved when its run is deselected, which happens while Qt filters or
        # removes rows, and a row that changes then would leave Qt with rows that do not exist.
        queued = Qt.ConnectionType.QueuedConnection
        changing.labelled.connect(shelf.runs.set_label, queued)
        changing.deleted.connect(shelf.show_entries)
        changing.told.connect(self._say)
        changing.failed.connect(panel.failed)
        overlays.changed.connect(panel.overlays_changed)
        overlays.chosen_changed.connect(self._show_overlays)
        overlays.told.connect(self._say)
        overlays.failed.connect(panel.failed)

    @Slot()
    def _allow(self) -> None:
        selected, shown = self.shelf.selected, self.overlays.colours
        self.shelf.commands.allow(selected, shown, active=self._active)
        why = why_not(selected, active=self._active)
        if why["continueRun"] and why["goBack"]:
            self.shelf.questions.withdraw()

    @Slot(str)
    @Slot(str, bool)
    def _say(self, text: str, undoable: bool = False) -> None:
        self.shelf.notice.say(text, undoable=undoable)

    @Slot(object, str)
    def _rename(self, path: Path, name: str) -> None:
        self._changing.label(path, {"name": name})

    @Slot(str)
    def _act(self, name: str) -> None:
        """Do something with the runs that are selected now, if it can be done with them now."""
        selected = self.shelf.selected
        if why_not(selected, active=self._active)[name]:
            self._allow()
        elif name in (each := self._for_any()):
            each[name](selected)
        else:
            self._for_one()[name](selected[0])

    def _for_any(self) -> dict[str, Callable[[Sequence[Entry]], None]]:
        return {
            "overlay": self.overlays.toggle,
            "starRun": self._changing.star,
            "deleteRun": self._changing.delete,
        }

    def _for_one(self) -> dict[str, Callable[[Entry], None]]:
        panel, questions = self._panel, self.shelf.questions
        return {
            "newFromRun": lambda run: panel.settings_chosen.emit(run.settings, run.title),
            "continueRun": questions.ask_to_continue,
            "goBack": questions.ask_where_to,
            "openRun": lambda run: panel.open_requested.emit(run.path / MODEL),
            "showRunFolder": lambda run: show_folder(run.path),
            "report": lambda run: panel.report_requested.emit(run.path, run.title),
            "exportRun": lambda run: panel.export_requested.emit(run.path),
            "renameRun": lambda run: self.shelf.view.rename(),
        }

    @Slot()
    def _show_overlays(self) -> None:
        self.shelf.show_colours(self.overlays.colours)
        self._allow()
