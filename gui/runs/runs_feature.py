"""The runs in the window: the tab “Runs”, and the offer to continue an interrupted run."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.common.settings import WindowSettings
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
    """Makes the parts and connects them with the session."""

    went_on = Signal(object)
    """Emitted with the Run that the session continues."""
    failed = Signal(object)
    """The exception that says why something was not done."""
    told = Signal(str)
    """Emitted with a message for the user."""

    def __init__(
        self,
        session: TrainingSession,
        settings: WindowSettings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self._reader = RunPoller(self)
        self._going_on = RunResumer(session, self)
        self._documents = RunExports(window, settings)
        self._offered = False
        self.panel = RunsPanel(self._reader, settings.run_columns)
        self.bar = InterruptedRunBar()
        self._connect()

    @Slot()
    def look(self) -> None:
        """List the runs for the first time."""
        self._reader.start()

    def remember(self) -> None:
        """Store the columns of the table for the next start."""
        if (columns := self.panel.columns) is not None:
            self._settings.run_columns = columns

    def wait_for_end(self) -> None:
        """Keep what is being typed, and wait for all threads."""
        self.panel.wait_for_end()
        self._going_on.wait_for_end()
        self._documents.wait_for_end()
        self._reader.wait_for_end()

    def _connect(self) -> None:
        session, panel, bar, reader = self._session, self.panel, self.bar, self._reader
        session.saved.connect(reader.refresh)
        session.state_changed.connect(self._show_state)
        reader.listed.connect(self._offer)
        reader.failed.connect(self.failed)
        bar.continue_asked.connect(self._continue)
        bar.put_off.connect(self._put_off)
        panel.continue_asked.connect(self._continue)
        panel.go_back_asked.connect(self._go_back)
        panel.failed.connect(self.failed)
        documents = self._documents
        panel.report_requested.connect(documents.ask_for_report)
        panel.export_requested.connect(documents.ask_to_export)
        documents.told.connect(self.told)
        documents.failed.connect(self.failed)
        self._going_on.went_on.connect(self.went_on)
        self._going_on.damaged.connect(self._ask_to_repair)
        self._going_on.failed.connect(self.failed)

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
