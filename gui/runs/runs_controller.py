"""The actions of the tab “Runs”."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from core.foundation.errors import InklingError
from core.runs.layout import MODEL
from core.runs.run_listing import RunListing
from gui.common.desktop import open_path
from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Tasks
from gui.common.undo import ChangeStack, Step
from gui.runs import run_text
from gui.runs.curve_overlays import CurveOverlays
from gui.runs.run_actions import why_not
from gui.runs.run_browser import RunBrowser
from gui.runs.run_exports import RunExports
from gui.runs.run_poller import RunPoller
from gui.runs.run_resumer import RunResumer


class RunEdits(QObject):
    """Changes runs: each change is on the disk when its method returns, or its error reported."""

    labeled = Signal(object, object)
    """The folder of a run, and its Label."""
    deleted = Signal(list)
    """Emitted with the remaining runs."""
    restored = Signal(list)
    """Emitted with the folders of runs that were restored."""
    message = Signal(str, bool)
    """What was done, and whether there is a deletion to undo."""

    def __init__(
        self, poller: RunPoller, undo_stack: ChangeStack, errors: ErrorReporter, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._poller, self._undo_stack, self._errors = poller, undo_stack, errors

    def label(self, path: Path, changes: dict[str, Any]) -> None:
        """Change the name, note, star or tags of a run."""
        self._write(path, changes)
        self._poller.refresh()

    def star(self, entries: Sequence[RunListing]) -> None:
        """Star the runs or, if all of them are starred, remove their stars."""
        starred = not all(entry.annotations.starred for entry in entries)
        for entry in entries:
            self._write(entry.path, {"starred": starred})
        self._poller.refresh()

    def delete(self, entries: Sequence[RunListing]) -> None:
        """Delete runs as far as possible, and report those that could not be deleted."""
        deleted = self._delete_all({entry.path: entry.title for entry in entries})
        if deleted:
            text = f"delete {run_text.runs(len(deleted))}"
            self._undo_stack.add(text, partial(self._restore, deleted))

    def _delete(self, titles: Mapping[Path, str]) -> Step | None:
        deleted = self._delete_all(titles)
        return partial(self._restore, deleted) if deleted else None

    def _delete_all(self, titles: Mapping[Path, str]) -> dict[Path, str]:
        """Delete runs, as far as possible; where they are now, with their titles."""
        moved: dict[Path, Path] = {}
        problems: list[str] = []
        for path, title in titles.items():
            try:
                moved[path] = self._poller.library.delete(path)
            except InklingError as error:
                problems.append(f"“{title}”: {error}")
        if moved:
            self.deleted.emit([e for e in self._poller.entries or [] if e.path not in moved])
        done = [f"Deleted {run_text.runs(len(moved))}."] if moved else []
        self.message.emit(" ".join([*done, *problems]), bool(moved))
        self._poller.refresh()
        return {moved[path]: titles[path] for path in moved}

    def _restore(self, titles: Mapping[Path, str]) -> Step | None:
        """Put deleted runs back. Those that cannot be put back are forgotten, so that the ones
        that were deleted before them can be."""
        restored: dict[Path, str] = {}
        for path, title in titles.items():
            try:
                restored[self._poller.library.restore(path)] = title
            except InklingError as error:
                self._errors.report(error)
        others = self._undo_stack.index() > 1  # besides this one
        self.message.emit(f"Restored {run_text.runs(len(restored))}.", others)
        self._poller.refresh()
        self.restored.emit(list(restored))
        return partial(self._delete, restored)

    def _write(self, path: Path, changes: dict[str, Any]) -> None:
        try:
            label = self._poller.library.annotate(path, **changes)
        except InklingError as error:
            self._errors.report(error)
        else:
            self.labeled.emit(path, label)


class RunsController(QObject):
    """Connects the run browser with the files of the runs, and with the curves."""

    settings_chosen = Signal(object, str, str)
    """Hyperparameters for the form, the title of their run, and the name of their preset."""
    repeat_requested = Signal(object, str)
    """Hyperparameters that are to be trained with several seeds, and the title of their run."""
    open_requested = Signal(object)
    """Path of a model."""
    overlays_changed = Signal(object)
    """A tuple of RunCurves."""
    curves_requested = Signal()
    """The user has chosen runs to see them on the curves."""
    start_requested = Signal()
    """The user wants to start a first training."""
    message = Signal(str)
    """Emitted with a message for the user."""

    def __init__(
        self,
        poller: RunPoller,
        resumer: RunResumer,
        exports: RunExports,
        undo_stack: ChangeStack,
        tasks: Tasks,
        errors: ErrorReporter,
        parent: QObject,
        *,
        paused: Path | None,
    ) -> None:
        """List the runs; `paused` is the folder of the one that is paused in this window."""
        super().__init__(parent)
        self._poller, self._resumer, self._exports = poller, resumer, exports
        self._errors = errors
        self._active = False
        self._current: Path | None = None
        """The folder of the run of the curves."""
        self.browser = RunBrowser()
        self.overlays = CurveOverlays(tasks, errors, self)
        self._edits = RunEdits(poller, undo_stack, errors, self)
        tasks.closing.connect(self.browser.details.one.label.keep)
        self._connect(undo_stack)
        self.browser.set_paused(paused)
        if poller.entries is not None:
            self.browser.show_entries(poller.entries)
        self._allow()

    def set_active(self, *, active: bool) -> None:
        """Set whether a training is in progress in this window."""
        self._active = active
        self.browser.set_active(active=active)
        self._allow()

    def set_paused(self, folder: Path | None) -> None:
        """Set the folder of the run whose training is paused in this window; None for none."""
        self.browser.set_paused(folder)

    def set_current(self, folder: Path | None) -> None:
        """Set the folder of the run that this window trains or has trained last."""
        if folder != self._current:
            self._current = folder
            self.browser.show_colors(self.overlays.colors, folder)

    def _connect(self, undo_stack: ChangeStack) -> None:
        browser, overlays, edits = self.browser, self.overlays, self._edits
        self._poller.listed.connect(browser.show_entries)
        self._poller.listed.connect(overlays.follow)
        self._poller.unreadable.connect(browser.show_problem)
        browser.selection_changed.connect(self._allow)
        browser.runs.renamed.connect(self._rename)
        browser.details.one.label.edited.connect(edits.label)
        edits.labeled.connect(browser.details.one.label.confirm)
        browser.message_bar.undo_requested.connect(undo_stack.undo)
        browser.commands.requested.connect(self._act)
        browser.start_requested.connect(self.start_requested)
        browser.prompts.continue_requested.connect(self._resumer.continue_run)
        browser.prompts.go_back_requested.connect(self._resumer.go_back)
        # Queued: a note is saved when its run is deselected, which happens while Qt filters or
        # removes rows, and a row that changes then would leave Qt with rows that do not exist.
        queued = Qt.ConnectionType.QueuedConnection
        edits.labeled.connect(browser.runs.set_label, queued)
        edits.deleted.connect(browser.show_entries)
        edits.restored.connect(browser.select_all)
        edits.message.connect(browser.message_bar.say)
        overlays.changed.connect(self.overlays_changed)
        overlays.chosen_changed.connect(self._show_overlays)
        overlays.shown.connect(self.curves_requested)
        overlays.message.connect(browser.message_bar.say)
        overlays.message.connect(self.message)  # for the tab of the curves

    @Slot()
    def _allow(self) -> None:
        selected, shown = self.browser.selected, self.overlays.colors
        self.browser.commands.allow(selected, shown, active=self._active)
        self.browser.show_actions()
        why = why_not(selected, active=self._active)
        if why["continueRun"] and why["goBack"]:
            self.browser.prompts.withdraw()

    @Slot(object, str)
    def _rename(self, path: Path, name: str) -> None:
        self._edits.label(path, {"name": name})

    @Slot(str)
    def _act(self, name: str) -> None:
        """Carry out an action on the selected runs, if it is possible with them now."""
        selected = self.browser.selected
        if why_not(selected, active=self._active)[name]:
            self._allow()
        elif name in (each := self._for_any()):
            each[name](selected)
        else:
            self._for_one()[name](selected[0])

    def _for_any(self) -> dict[str, Callable[[Sequence[RunListing]], None]]:
        return {
            "overlay": self.overlays.toggle,
            "copyRuns": lambda runs: self.browser.copy(),
            "starRun": self._edits.star,
            "deleteRun": self._edits.delete,
        }

    def _for_one(self) -> dict[str, Callable[[RunListing], None]]:
        exports, prompts = self._exports, self.browser.prompts
        return {
            "newFromRun": lambda run: self.settings_chosen.emit(
                run.settings, run.title, run.metadata.preset
            ),
            "repeatRun": lambda run: self.repeat_requested.emit(run.settings, run.title),
            "continueRun": prompts.ask_to_continue,
            "goBack": prompts.ask_where_to,
            "openRun": lambda run: self.open_requested.emit(run.path / MODEL),
            "showRunFolder": lambda run: open_path(run.path, self._errors),
            "report": exports.ask_for_report,
            "exportRun": exports.ask_to_export,
            "renameRun": lambda run: self.browser.view.rename(),
        }

    @Slot()
    def _show_overlays(self) -> None:
        self.browser.show_colors(self.overlays.colors, self._current)
        self._allow()
