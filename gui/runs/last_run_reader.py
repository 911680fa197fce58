"""The last run of the library, read once after the start, to be shown behind the next one."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.common.tasks import Tasks
from gui.session.run_curves import LastRun, last_run_of

if TYPE_CHECKING:
    from core.runs.run_listing import RunListing


class LastRunReader(QObject):
    """Reads the history of the newest run in a thread.

    A run that cannot be read is not reported: the user has not asked for it, and the table of runs
    says what is wrong with it.
    """

    read = Signal(object)
    """Emitted with a LastRun."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = tasks.runner(reports=False)
        self._runner.returned.connect(self.read)

    @Slot(list)
    def start(self, entries: "Sequence[RunListing]") -> None:
        """Read the newest of these runs that has curves; trials of a search do not count."""
        from core.runs.run import RunState

        newest = next(
            (
                entry
                for entry in entries
                if entry.summary.epochs
                and not entry.metadata.search
                and not entry.problem
                and entry.state is not RunState.RUNNING
            ),
            None,
        )
        if newest is not None:
            path, title = newest.path, newest.title
            self._runner.call(lambda: _read(path, title))


def _read(path: Path, title: str) -> LastRun:
    from core.runs.run import read_run

    return last_run_of(read_run(path), title)
