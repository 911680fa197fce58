"""Lists the runs in a thread, again and again while somebody looks."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.foundation.errors import InklingError
from gui.common.tasks import Publish, TaskRunner
from gui.common.timers import Timer

if TYPE_CHECKING:
    from core.runs.library import Library, RunListing

_log = logging.getLogger("inkling.runs")
_INTERVAL = 1000
"""Milliseconds from the end of one listing to the next."""


class RunPoller(QObject):
    """Has the runs as they were listed last."""

    listed = Signal(list)
    """A core.runs.library.Entry for each run."""
    unreadable = Signal(object)
    """InklingError that says why they cannot be listed at present."""
    failed = Signal(object)
    """Any other exception; nobody looks again by itself after that."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[RunListing] | None = None
        """None until they have been listed."""
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
        """All runs of the user."""
        # Here: the window's start needs nothing of it.
        from core.runs.library import Library

        if self._library is None:
            self._library = Library()
        return self._library

    def watch(self, *, watched: bool) -> None:
        """Look again once a second, or no more."""
        self._watched = watched
        if watched:
            self._look()
        else:
            self._timer.stop()

    @Slot()
    def refresh(self) -> None:
        """Look now: something is not as it was. What is being listed may not tell of that."""
        self._outdated = self._job.busy
        self._look()

    def start(self) -> None:
        """List for the first time, and forget what was deleted long ago."""
        if not self._job.busy:
            library = self.library

            def work(publish: Publish) -> None:
                library.remove_expired()
                publish(library.listings())

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
            self._job.start(lambda publish: publish(library.listings()))

    @Slot(object)
    def _receive(self, listings: "list[list[RunListing]]") -> None:
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
