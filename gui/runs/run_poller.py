"""Lists the runs in a task, repeatedly while the list is visible."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.foundation.errors import InklingError
from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Policy, Tasks
from gui.common.timers import Timer

if TYPE_CHECKING:
    from core.runs.library import Library
    from core.runs.run_listing import RunListing

_log = logging.getLogger("inkling.runs")
_INTERVAL = 1000
"""Milliseconds from the end of one listing to the next."""


class RunPoller(QObject):
    """Lists the runs, and holds the last list."""

    listed = Signal(list)
    """Emitted with a core.runs.run_listing.RunListing for each run."""
    unreadable = Signal(object)
    """Emitted with the InklingError that says why the runs cannot be listed now."""

    def __init__(self, tasks: Tasks, errors: ErrorReporter, parent: QObject) -> None:
        super().__init__(parent)
        self._errors = errors
        self.entries: list[RunListing] | None = None
        """The runs; None until they have been listed."""
        self._library: Library | None = None
        self._watched = False
        self._runner = tasks.runner(Policy.LATEST, reports=False)
        self._runner.returned.connect(self._receive)
        self._runner.finished.connect(self._finish)
        self._runner.failed.connect(self._fail)
        self._timer = Timer(self, singleShot=True, interval=_INTERVAL)
        self._timer.timeout.connect(self._look)

    @property
    def library(self) -> "Library":
        """The library of all runs of the user."""
        # Imported here so that the window opens faster.
        from core.runs.library import Library

        if self._library is None:
            self._library = Library()
        return self._library

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """List the runs once a second, or stop doing so."""
        self._watched = watched
        if watched:
            self._look()
        else:
            self._timer.stop()

    @Slot()
    def refresh(self) -> None:
        """List them now: something has changed, which a listing under way may not have seen."""
        self._runner.cancel()
        self._runner.call(self.library.listings)

    @Slot()
    def start(self) -> None:
        """List the runs for the first time, and remove those that were deleted long ago."""
        library = self.library

        def list_all() -> "list[RunListing]":
            library.remove_expired()
            return library.listings()

        self._runner.call(list_all)

    @Slot()
    def _look(self) -> None:
        if not self._runner.busy:
            self._runner.call(self.library.listings)

    @Slot(object)
    def _receive(self, entries: "list[RunListing]") -> None:
        self.entries = entries
        self.listed.emit(entries)

    @Slot()
    def _finish(self) -> None:
        if self._watched:
            self._timer.start()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        if isinstance(error, InklingError):
            # No error box, since the user may not have asked for the runs: the table shows it.
            _log.info("%s %s", error, error.details)
            self.unreadable.emit(error)
        else:
            self._watched = False
            self._errors.report(error)
        self._finish()
