"""The library of runs in the window: its tab, and the offer to go on with what was interrupted."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.common.error_reporter import ErrorReporter
from gui.common.settings import WindowSettings
from gui.common.tasks import Tasks
from gui.runs.interrupted_run_bar import InterruptedRunBar
from gui.runs.prompt_bar import ask_to_repair
from gui.runs.run_exports import RunExports
from gui.runs.run_poller import RunPoller
from gui.runs.run_resumer import Damaged, RunResumer
from gui.runs.runs_panel import RunsPanel
from gui.session.session import State, TrainingSession

if TYPE_CHECKING:
    from core.runs.library import Entry


class RunsFeature(QObject):
    """Makes the parts and brings them together with the session."""

    resumed = Signal()
    """The session has resumed a run."""
    told = Signal(str)
    """What happens, for the person."""

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
        self._reader = RunPoller(tasks, errors, self)
        self._going_on = RunResumer(session, tasks, self)
        self._documents = RunExports(window, settings, tasks, errors)
        self._offered = False
        self.panel = RunsPanel(self._reader, settings.run_columns, tasks, errors)
        self.bar = InterruptedRunBar()
        self._connect()

    @Slot()
    def look(self) -> None:
        """List the runs for the first time."""
        self._reader.start()

    def remember(self) -> None:
        """Store how the table was, for the next start."""
        if (columns := self.panel.columns) is not None:
            self._settings.run_columns = columns

    def _connect(self) -> None:
        session, panel, bar, reader = self._session, self.panel, self.bar, self._reader
        session.saved.connect(reader.refresh)
        session.state_changed.connect(self._show_state)
        reader.listed.connect(self._offer)
        bar.continue_asked.connect(self._continue)
        bar.put_off.connect(self._put_off)
        panel.continue_asked.connect(self._continue)
        panel.go_back_asked.connect(self._go_back)
        documents = self._documents
        panel.report_requested.connect(documents.ask_for_report)
        panel.export_requested.connect(documents.ask_to_export)
        documents.told.connect(self.told)
        self._going_on.resumed.connect(self.resumed)
        self._going_on.damaged.connect(self._ask_to_repair)

    @Slot(list)
    def _offer(self, entries: "list[Entry]") -> None:
        if self._offered:
            self.bar.follow(entries)
        else:
            self._offered = True
            self.bar.offer(entries, self._settings.put_off_runs)

    @Slot(list)
    def _put_off(self, ids: list[str]) -> None:
        self._settings.put_off_runs = [*self._settings.put_off_runs, *ids]

    @Slot(object)
    def _show_state(self, state: State) -> None:
        self.panel.set_active(active=self._session.active)
        self.bar.set_active(active=self._session.active)

    @Slot(object)
    @Slot(object, int)
    def _continue(self, path: Path, more_epochs: int = 0) -> None:
        self._going_on.continue_run(path, more_epochs)

    @Slot(object, int)
    def _go_back(self, path: Path, epoch: int) -> None:
        self._going_on.go_back(path, epoch)

    @Slot(object)
    def _ask_to_repair(self, damaged: Damaged) -> None:
        def repair() -> None:
            self._going_on.continue_run(damaged.path, damaged.more_epochs, repair=True)

        ask_to_repair(self._window, damaged.error, repair)
