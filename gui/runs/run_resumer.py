"""Resuming a run, from its end or from an epoch; its files are read in a task."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from gui.common.tasks import Tasks
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.hyperparameters.fields import Value
    from core.runs.resume_point import DamagedRunError
    from core.runs.run import Run


class _Request(NamedTuple):
    """Which run the session is to resume, and how."""

    run: "Run"
    more_epochs: int = 0
    pause_at: int = 0
    repair: bool = False
    changes: "Mapping[str, Value] | None" = None


class Damaged(NamedTuple):
    """A damaged run, which is resumed only if the user agrees."""

    path: Path
    more_epochs: int
    error: "DamagedRunError"


class RunResumer(QObject):
    """Takes one request at a time, and ignores others meanwhile."""

    resumed = Signal()
    """The session has resumed a run."""
    damaged = Signal(object)
    """Emitted with a Damaged run."""

    def __init__(self, session: TrainingSession, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = tasks.runner(writes=True)
        self._runner.returned.connect(self._receive)

    @Slot(object)
    @Slot(object, int)
    def continue_run(self, path: Path, more_epochs: int = 0, *, repair: bool = False) -> None:
        """Continue a run where it ended, for further epochs if wanted.

        A damaged run emits `damaged`, unless it is to be repaired.
        """

        def check() -> _Request | Damaged:
            from core.runs.resume_point import DamagedRunError, find_resume_point, repaired_run
            from core.runs.run import read_run
            from gui.session.run_launcher import ResumeRun

            run = read_run(path)
            ResumeRun(run, more_epochs).check()
            if repair:
                run = repaired_run(run)
            else:
                try:
                    find_resume_point(run)
                except DamagedRunError as error:
                    if not error.can_repair:
                        raise
                    return Damaged(path, more_epochs, error)
            return _Request(run, more_epochs=more_epochs, repair=repair)

        self._runner.call(check)

    @Slot(object, int)
    def go_back(self, path: Path, epoch: int, changes: "Mapping[str, Value] | None" = None) -> None:
        """Make a new run from the end of an epoch of this one, and pause there.

        Live `changes` are made at that pause.
        """

        def make_branch() -> _Request:
            from core.runs.operations import branch
            from core.runs.run import read_run

            return _Request(read_run(branch(path, epoch)), pause_at=epoch, changes=changes)

        self._runner.call(make_branch)

    @Slot(object)
    def _receive(self, found: _Request | Damaged) -> None:
        if isinstance(found, Damaged):
            self.damaged.emit(found)
        elif not self._session.active:
            self._session.resume_run(
                found.run,
                more_epochs=found.more_epochs,
                pause_at=found.pause_at,
                repair=found.repair,
                changes=found.changes,
            )
            self.resumed.emit()
