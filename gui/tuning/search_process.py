"""A search in a process of its own, for which the window never waits."""

import logging
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from threading import Lock
from typing import IO

from PySide6.QtCore import QObject, Signal, Slot

from core.foundation.errors import SearchError
from core.foundation.json_file import (
    READ_ERRORS,
    check_count,
    check_real,
    parse_object,
    single_line,
)
from core.hyperparameters.schema import FIELDS
from core.tuning.processes import command
from core.tuning.trial_result import TrialResult
from gui.common.command_process import HIDDEN, split_error
from gui.common.tasks import Publish, Tasks


@dataclass(frozen=True)
class SearchStart:
    """Says that the search has started."""

    trials: int
    """The total number of trials."""
    notice: str = ""
    """A notice for the user; empty for none."""


@dataclass(frozen=True)
class SearchEnd:
    """Says that the search has ended normally."""

    importances: Mapping[str, float]
    """The importance of the settings, by name, as fractions."""


SearchEvent = SearchStart | TrialResult | SearchEnd


def event_in(line: bytes) -> SearchEvent:
    """Parse a line of `search --json`. Raises SearchError for one that is not known."""
    try:
        message = parse_object(line)
        match message["event"]:
            case "begin":
                return SearchStart(
                    check_count(message["trials"]), single_line(message.get("notice", ""))
                )
            case "trial":
                return TrialResult.from_dict(message)
            case "end":
                return SearchEnd(_shares(message["importances"]))
            case other:
                raise ValueError(f"unknown event {other!r:.60}")
    except READ_ERRORS as error:
        reason = f"{error}: {line[:200]!r}"
        raise SearchError("The output of the search cannot be understood.", reason) from error


def _shares(importances: Mapping[str, object]) -> dict[str, float]:
    return {name: check_real(share) for name, share in importances.items() if name in FIELDS}


_log = logging.getLogger("inkling.search")
_IN_ORDER = {0, 130}
"""Exit statuses of a search that has ended normally."""
_MOST_BYTES = 1 << 16
"""Bytes of standard error that are used, and of standard output that are read at once."""


class SearchProcess(QObject):
    """The command `search … --json`; it ends in order even when the window is gone."""

    received = Signal(object)
    """A list of SearchEvents."""
    ended = Signal(bool)
    """Emitted with whether it has ended normally."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._child: _Child | None = None
        self._runner = tasks.runner()
        self._runner.received.connect(self.received)
        self._runner.finished.connect(lambda: self.ended.emit(True))
        self._runner.failed.connect(lambda: self.ended.emit(False))
        tasks.closing.connect(self.stop)

    @property
    def busy(self) -> bool:
        """Whether a search is running."""
        return self._runner.busy

    def start(self, arguments: Sequence[str]) -> None:
        """Start a search with these arguments."""
        self._child = _Child(command("search", *arguments, "--json", "--until-input-ends"))
        self._runner.start(self._child.run)

    @Slot()
    def stop(self) -> None:
        """Ask the search to end normally: running trials are stopped and saved."""
        if self._child is not None:
            self._child.stop()

    def abandon(self) -> None:
        """Kill the process, which must not be one that trains, and emit nothing of it."""
        self._runner.abandon()
        if self._child is not None:
            self._child.kill()


class _Child:
    """The process: one thread starts it and reads its output, another tells it to stop."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._lock = Lock()
        self._stopped = False
        self._input: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """End the process at once."""
        self.stop()
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def stop(self) -> None:
        """Close its standard input, as soon as there is one."""
        with self._lock:
            self._stopped = True
            if self._input is not None:
                self._input.close()

    def run(self, publish: Publish) -> None:
        """Publish its events until it ends. Raises SearchError if that is not normal."""
        with TemporaryFile() as stderr:
            process = self._start(stderr)
            try:
                for line in process.stdout or ():
                    event = _parse(line)
                    if event is not None:
                        publish(event)
            finally:
                self._end(process)
            if process.returncode not in _IN_ORDER:
                stderr.seek(0)
                text = stderr.read(_MOST_BYTES).decode("utf-8", "replace")
                raise SearchError(*split_error(text, "The search ended unexpectedly."))

    def _start(self, stderr: IO[bytes]) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(
                self._arguments, stdin=pipe, stdout=pipe, stderr=stderr, **HIDDEN
            )
        except OSError as error:
            raise SearchError("The search cannot be started.", str(error)) from error
        with self._lock:
            self._input, self._process = process.stdin, process
        if self._stopped:
            self.stop()
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Read its output to the end, because it has trials to save, and wait for it."""
        if process.stdout is not None:
            with process.stdout as rest:
                while rest.read(_MOST_BYTES):
                    pass
        process.wait()
        self.stop()


def _parse(line: bytes) -> SearchEvent | None:
    """Return the event in a line, or None: one missing trial is no reason to end."""
    try:
        return event_in(line)
    except SearchError as error:
        _log.warning("%s %s", error, error.details)
        return None
