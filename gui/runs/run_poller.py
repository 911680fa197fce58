"""Lists the runs in a thread, again and again while the tab “Runs” is visible."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.foundation.errors import InklingError
from gui.common.tasks import Publish, TaskRunner
from gui.common.timers import Timer

if TYPE_CHECKING:
    from core.runs.library import Entry, Library

_log = logging.getLogger("inkling.runs")
_INTERVAL = 1000
"""Milliseconds from the end of one listing to the next."""


class RunPoller(QObject):
    """Lists the runs, and holds the last list."""

    listed = Signal(list)
    """Emitted with a core.runs.library.Entry for each run."""
    unreadable = Signal(object)
    """Emitted with the InklingError that says why the runs cannot be listed now."""
    failed = Signal(object)
    """Emitted with any other exception, after which the runs are not listed again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] | None = None
        """The runs; None until they have been listed."""
        self._library: Library | None = None
        self._watched = self._outdated = self._ended = False
        self._job = TaskRunner(self)
        self._job.received.connect(self._receive)
        self._job.finished.connect(self._finish)
        self._job.failed.connect(self._fail)
        self._timer = Timer(self, singleShot=True, interval=_INTERVAL)
        self._timer.timeout.connect(self._look)

    @property
    def library(self) -> "Library":
        """The library of all runs of the user."""
        # Here: the window's start needs nothing of it.
        from core.runs.library import Library

        if self._library is None:
            self._library = Library()
        return self._library

    def watch(self, *, watched: bool) -> None:
        """List the runs once a second, or stop doing so."""
        self._watched = watched
        if watched:
            self._look()
        else:
            self._timer.stop()

    @Slot()
    def refresh(self) -> None:
        """List the runs again now: a listing in progress may have missed a change."""
        self._outdated = self._job.busy
        self._look()

    def start(self) -> None:
        """List the runs for the first time, and remove those that were deleted long ago."""
        if not self._job.busy:
            library = self.library

            def work(publish: Publish) -> None:
                library.forget_old()
                publish(library.entries())

            self._job.start(work)

    def wait_for_end(self) -> None:
        """End what is being read; nothing follows it, whatever is told after this."""
        self._watched = self._outdated = False
        self._ended = True
        self._timer.stop()
        self._job.end()

    @Slot()
    def _look(self) -> None:
        if not self._job.busy and not self._ended:
            library = self.library
            self._job.start(lambda publish: publish(library.entries()))

    @Slot(object)
    def _receive(self, listings: "list[list[Entry]]") -> None:
        if not self._outdated:
            self.entries = listings[-1]
            self.listed.emit(self.entries)

    @Slot()
    def _finish(self) -> None:
        if self._outdated:
            self._outdated = False
            self._look()
        elif self._watched:
            self._timer.start()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        if isinstance(error, InklingError):
            # Nobody may have asked for them yet: who looks at the table is told there.
            _log.info("%s %s", error, error.details)
            self.unreadable.emit(error)
        else:
            self._watched = False
            self.failed.emit(error)
        self._finish()
