"""Lists the runs in a task, repeatedly while the list is visible."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.foundation.errors import InklingError
from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Policy, Tasks
from gui.common.timers import Timer

if TYPE_CHECKING:
    from core.runs.library import Entry, Library

_log = logging.getLogger("inkling.runs")
_INTERVAL = 1000
"""Milliseconds from the end of one listing to the next."""


class RunPoller(QObject):
    """Has the runs as they were listed last."""

    listed = Signal(list)
    """A core.runs.library.Entry for each run."""
    unreadable = Signal(object)
    """InklingError that says why they cannot be listed at present."""

    def __init__(self, tasks: Tasks, errors: ErrorReporter, parent: QObject) -> None:
        super().__init__(parent)
        self._errors = errors
        self.entries: list[Entry] | None = None
        """None until they have been listed."""
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
        """All runs of the user."""
        # Here: the window's start needs nothing of it.
        from core.runs.library import Library

        if self._library is None:
            self._library = Library()
        return self._library

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Look again once a second, or no more."""
        self._watched = watched
        if watched:
            self._look()
        else:
            self._timer.stop()

    @Slot()
    def refresh(self) -> None:
        """List them now: something has changed, which a listing under way may not have seen."""
        self._runner.cancel()
        self._runner.call(self.library.entries)

    @Slot()
    def start(self) -> None:
        """List for the first time, and forget what was deleted long ago."""
        library = self.library

        def list_all() -> "list[Entry]":
            library.forget_old()
            return library.entries()

        self._runner.call(list_all)

    @Slot()
    def _look(self) -> None:
        if not self._runner.busy:
            self._runner.call(self.library.entries)

    @Slot(object)
    def _receive(self, entries: "list[Entry]") -> None:
        self.entries = entries
        self.listed.emit(entries)

    @Slot()
    def _finish(self) -> None:
        if self._watched:
            self._timer.start()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        if isinstance(error, InklingError):
            # Nobody may have asked for them yet: who looks at the table is told there.
            _log.info("%s %s", error, error.details)
            self.unreadable.emit(error)
        else:
            self._watched = False
            self._errors.report(error)
        self._finish()
