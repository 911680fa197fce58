"""The runs in the window: the tab “Runs”, and the offer to continue an interrupted run."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.common.error_reporter import ErrorReporter
from gui.common.lazy_page import LazyPage
from gui.common.settings import WindowSettings
from gui.common.tasks import Tasks
from gui.common.undo import ChangeStack
from gui.runs.interrupted_run_bar import InterruptedRunBar, ask_to_repair
from gui.runs.last_run_reader import LastRunReader
from gui.runs.run_exports import RunExports
from gui.runs.run_poller import RunPoller
from gui.runs.run_resumer import Damaged, RunResumer
from gui.session.session import State, TrainingSession

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.hyperparameters.fields import Value
    from core.runs.run_listing import RunListing
    from gui.runs.runs_controller import RunsController
    from gui.session.run_curves import RunCurves


_UNDO_LIMIT = 100
"""Deletions of runs that can be undone."""


class RunsFeature(QObject):
    """Makes the tab and the bar, and connects them with the session."""

    settings_chosen = Signal(object, str, str)
    """Hyperparameters for the form, the title of their run, and the name of their preset."""
    repeat_requested = Signal(object, str)
    """Hyperparameters that are to be trained with several seeds, and the title of their run."""
    open_requested = Signal(object)
    """Path of a model."""
    overlays_changed = Signal(object)
    """A tuple of RunCurves."""
    last_run_read = Signal(object)
    """The LastRun, once after the start."""
    listed = Signal(list)
    """Emitted with the RunListing of each run when they have been listed."""
    curves_requested = Signal()
    """The user has chosen runs to see them on the curves."""
    start_requested = Signal()
    """The user wants to start a first training."""
    current_renamed = Signal(str)
    """Emitted with the name of the run of the training when it gets one or another."""
    resumed = Signal()
    """The session has resumed a run."""
    message = Signal(str)
    """Emitted with a message for the user."""
    saved = Signal(str, object, str)
    """Emitted with what was written, the path of its file, and what is missing in it."""

    def __init__(
        self,
        session: TrainingSession,
        settings: WindowSettings,
        window: QWidget,
        tasks: Tasks,
        errors: ErrorReporter,
    ) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self._tasks, self._errors = tasks, errors
        self._poller = RunPoller(tasks, errors, self)
        self._last_run = LastRunReader(tasks, self)
        self._resumer = RunResumer(session, tasks, self)
        self._exports = RunExports(window, settings, tasks, errors)
        self._controller: RunsController | None = None
        self._current: Path | None = None
        """The folder of the run of the curves; None while it is not known."""
        self.current_title = ""
        """The name of that run in the list; empty while it is not known."""
        self.overlays: tuple[RunCurves, ...] = ()
        """The runs that are shown on the curves."""
        self._offered = False
        self.undo_stack = ChangeStack(_UNDO_LIMIT, self)
        # Otherwise it would signal while the window is destroyed.
        tasks.closing.connect(self.undo_stack.clear)
        self.page = LazyPage("runsPanel", self._make_browser, margin=4, scrolls=True)
        self.bar = InterruptedRunBar()
        self._connect()

    @property
    def current(self) -> Path | None:
        """The folder of the run of the curves; None while it is not known."""
        return self._current

    @property
    def entries(self) -> "Sequence[RunListing]":
        """The runs as they were listed last."""
        return self._poller.entries or ()

    @Slot()
    def load(self) -> None:
        """List the runs for the first time."""
        self._poller.start()

    def save_settings(self) -> None:
        """Store the columns of the table for the next start, and a name that is being edited."""
        if self._controller is not None:
            self._controller.browser.view.finish_renaming()
            self._settings.run_columns = self._controller.browser.view.columns

    def select(self, path: Path) -> None:
        """Select a run, as soon as it is listed. The page must have been shown."""
        if self._controller is not None:
            self._controller.browser.select(path)

    @Slot(object, int, object)
    def branch(self, path: Path, epoch: int, changes: "Mapping[str, Value]") -> None:
        """Make a new run from the end of an epoch of another one, and pause it with changes."""
        self._resumer.go_back(path, epoch, changes)

    @property
    def _paused(self) -> Path | None:
        """The folder of the run that is paused in this window; None for none."""
        return self._current if self._session.state is State.PAUSED else None

    @Slot()
    def hide_overlays(self) -> None:
        """Show no runs on the curves."""
        if self._controller is not None:
            self._controller.overlays.clear()

    def _make_browser(self) -> QWidget:
        from gui.runs.runs_controller import RunsController

        controller = RunsController(
            self._poller,
            self._resumer,
            self._exports,
            self.undo_stack,
            self._tasks,
            self._errors,
            self,
            paused=self._paused,
        )
        controller.settings_chosen.connect(self.settings_chosen)
        controller.repeat_requested.connect(self.repeat_requested)
        controller.open_requested.connect(self.open_requested)
        controller.overlays_changed.connect(self._show_overlays)
        controller.curves_requested.connect(self.curves_requested)
        controller.message.connect(self.message)
        controller.start_requested.connect(self.start_requested)
        controller.set_active(active=self._session.active)
        controller.set_current(self._current)
        if (columns := self._settings.run_columns) is not None:
            controller.browser.view.restore_columns(columns)
        self._controller = controller
        return controller.browser

    def _connect(self) -> None:
        session, bar, poller = self._session, self.bar, self._poller
        session.saved.connect(poller.refresh)
        session.state_changed.connect(self._show_state)
        session.started.connect(lambda settings: self._note_current(session.resumed_folder))
        session.recording.connect(self._note_current)
        session.recording.connect(poller.refresh)  # the name has a number if others have the same
        session.cleared.connect(lambda: self._note_current(None))
        self.page.visible_changed.connect(poller.watch)
        poller.listed.connect(self._offer)
        poller.listed.connect(self.listed)
        poller.listed.connect(self._name_current)
        self._last_run.read.connect(self.last_run_read)
        bar.continue_requested.connect(self._resumer.continue_run)
        bar.put_off.connect(self._put_off)
        self._exports.message.connect(self.message)
        self._exports.saved.connect(self.saved)
        self._resumer.resumed.connect(self.resumed)
        self._resumer.damaged.connect(self._ask_to_repair)

    @Slot(object)
    def _show_overlays(self, overlays: "tuple[RunCurves, ...]") -> None:
        self.overlays = overlays
        self.overlays_changed.emit(overlays)

    @Slot(object)
    def _note_current(self, folder: Path | None) -> None:
        self._current = folder
        if self._controller is not None:
            self._controller.set_current(folder)
        self.current_title = ""
        self._name_current(self._poller.entries or [])

    @Slot(list)
    def _name_current(self, entries: "list[RunListing]") -> None:
        title = next((each.title for each in entries if each.path == self._current), "")
        if title and title != self.current_title:
            self.current_title = title
            self.current_renamed.emit(title)

    @Slot(list)
    def _offer(self, entries: "list[RunListing]") -> None:
        if self._offered:
            self.bar.follow(entries)
        else:
            self._offered = True
            if self._settings.switch("keep_last_run"):
                self._last_run.start(entries)
            self.bar.offer(entries, self._settings.put_off_runs)

    @Slot(list)
    def _put_off(self, ids: list[str]) -> None:
        self._settings.put_off_runs = [*self._settings.put_off_runs, *ids]

    @Slot(object)
    def _show_state(self, state: State) -> None:
        if self._controller is not None:
            self._controller.set_active(active=self._session.active)
            self._controller.set_paused(self._paused)
        self.bar.set_active(active=self._session.active)

    @Slot(object)
    def _ask_to_repair(self, damaged: Damaged) -> None:
        def repair() -> None:
            self._resumer.continue_run(damaged.path, damaged.more_epochs, repair=True)

        ask_to_repair(self._window, damaged.error, repair)
