"""Continues runs, from their end or from an epoch; their files are read in a thread."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.common.tasks import Publish, TaskRunner, Work
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from core.runs.resume_point import DamagedRunError
    from core.runs.run import Run


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """The run that the session is to continue, and how."""

    run: "Run"
    more_epochs: int = 0
    pause_at: int = 0
    repair: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Damaged:
    """A damaged run, which continues only if the user confirms it."""

    path: Path
    more_epochs: int
    error: "DamagedRunError"


class RunResumer(QObject):
    """Continues one run at a time; another request meanwhile is ignored."""

    went_on = Signal(object)
    """Emitted with the Run that the session continues."""
    damaged = Signal(object)
    """Emitted with a Damaged run."""
    failed = Signal(object)
    """Emitted with the exception that says why the run cannot be continued."""

    def __init__(self, session: TrainingSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._job = TaskRunner(self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self.failed)

    def continue_run(self, path: Path, more_epochs: int = 0, *, repair: bool = False) -> None:
        """Continue a run where it ended, for further epochs if wanted.

        A damaged run emits `damaged`, unless it is to be repaired.
        """

        def work(publish: Publish) -> None:
            from core.runs.resume_point import DamagedRunError, left_off, repaired
            from core.runs.run import read_run
            from gui.session.run_launcher import ResumeRun

            run = read_run(path)
            ResumeRun(run, more_epochs).check()
            if repair:
                run = repaired(run)
            else:
                try:
                    left_off(run)
                except DamagedRunError as error:
                    publish(Damaged(path, more_epochs, error))
                    return
            publish(_Wish(run, more_epochs=more_epochs, repair=repair))

        self._start(work)

    def go_back(self, path: Path, epoch: int) -> None:
        """Make a new run from the end of an epoch of this one, and pause there."""

        def work(publish: Publish) -> None:
            from core.runs.operations import branch
            from core.runs.run import read_run

            publish(_Wish(read_run(branch(path, epoch)), pause_at=epoch))

        self._start(work)

    def wait_for_end(self) -> None:
        """Wait for the thread, if it runs."""
        self._job.wait()

    def _start(self, work: Work) -> None:
        if not self._job.busy:
            self._job.start(work)

    @Slot(object)
    def _receive(self, told: list[_Wish | Damaged]) -> None:
        wish = told[-1]
        if isinstance(wish, Damaged):
            self.damaged.emit(wish)
        elif not self._session.active:
            self._session.go_on(
                wish.run,
                more_epochs=wish.more_epochs,
                pause_at=wish.pause_at,
                repair=wish.repair,
            )
            self.went_on.emit(wish.run)
