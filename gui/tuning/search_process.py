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
from core.foundation.json_file import UNREADABLE, count, parse_object, real, words
from core.hyperparameters.schema import FIELDS
from core.tuning.processes import command
from core.tuning.trial_result import TrialResult
from gui.common.command_process import HIDDEN, words_of
from gui.common.tasks import Publish, TaskRunner


@dataclass(frozen=True)
class Begun:
    """Says that the search has started."""

    trials: int
    """The total number of trials."""
    notice: str = ""
    """A notice for the user; empty for none."""


@dataclass(frozen=True)
class Ended:
    """Says that the search has ended normally."""

    importances: Mapping[str, float]
    """The importance of the settings, by name, as fractions."""


Told = Begun | TrialResult | Ended


def event_in(line: bytes) -> Told:
    """Parse a line of `search --json`. Raises SearchError for one that is not known."""
    try:
        told = parse_object(line)
        match told["event"]:
            case "begin":
                return Begun(count(told["trials"]), words(told.get("notice", "")))
            case "trial":
                return TrialResult.from_dict(told)
            case "end":
                return Ended(_shares(told["importances"]))
            case other:
                raise ValueError(f"unknown event {other!r:.60}")
    except UNREADABLE as error:
        reason = f"{error}: {line[:200]!r}"
        raise SearchError("The output of the search cannot be understood.", reason) from error


def _shares(told: Mapping[str, object]) -> dict[str, float]:
    return {name: real(share) for name, share in told.items() if name in FIELDS}


_log = logging.getLogger("inkling.search")
_IN_ORDER = {0, 130}
"""Exit statuses of a search that has ended normally."""
_PATIENCE = 1000
"""Milliseconds for which a window that closes waits."""
_MOST_SAID = 1 << 16
"""Bytes of standard error that are used, and of standard output that are read at once."""


class SearchProcess(QObject):
    """Runs `search … --json`; each start ends with exactly one of `finished` and `failed`."""

    told = Signal(object)
    """Emitted with a list of the new events."""
    failed = Signal(object)
    """The SearchError that says why it ended."""
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._child: _Child | None = None
        self._job = TaskRunner(self)
        self._job.received.connect(self.told)
        self._job.finished.connect(self.finished)
        self._job.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """Whether a search is running."""
        return self._job.busy

    def start(self, arguments: Sequence[str]) -> None:
        """Start a search with these arguments."""
        self._child = _Child(command("search", *arguments, "--json", "--until-input-ends"))
        self._job.start(self._child.run)

    @Slot()
    def stop(self) -> None:
        """Ask the search to end normally: running trials are stopped and saved."""
        if self._child is not None:
            self._child.stop()

    def wait_for_end(self) -> None:
        """Stop it, and wait a while: it ends in order also when the window is gone."""
        self.stop()
        if not self._job.wait(_PATIENCE):
            self._job.abandon()


class _Child:
    """The process: one thread starts it and reads from it, another one tells it to stop."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._lock = Lock()
        self._stopped = False
        self._input: IO[bytes] | None = None

    def stop(self) -> None:
        """Close its standard input, as soon as there is one."""
        with self._lock:
            self._stopped = True
            if self._input is not None:
                self._input.close()

    def run(self, publish: Publish) -> None:
        """Publish its events until it ends. Raises SearchError if that is not normal."""
        with TemporaryFile() as said:
            process = self._start(said)
            try:
                for line in process.stdout or ():
                    told = _heard(line)
                    if told is not None:
                        publish(told)
            finally:
                self._end(process)
            if process.returncode not in _IN_ORDER:
                said.seek(0)
                text = said.read(_MOST_SAID).decode("utf-8", "replace")
                raise SearchError(*words_of(text, "The search ended unexpectedly."))

    def _start(self, said: IO[bytes]) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(
                self._arguments, stdin=pipe, stdout=pipe, stderr=said, **HIDDEN
            )
        except OSError as error:
            raise SearchError("The search cannot be started.", str(error)) from error
        with self._lock:
            self._input = process.stdin
        if self._stopped:
            self.stop()
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Read its output to the end, because it has trials to save, and wait for it."""
        if process.stdout is not None:
            with process.stdout as rest:
                while rest.read(_MOST_SAID):
                    pass
        process.wait()
        self.stop()


def _heard(line: bytes) -> Told | None:
    """Return the event in a line, or None: one missing trial is no reason to end."""
    try:
        return event_in(line)
    except SearchError as error:
        _log.warning("%s %s", error, error.details)
        return None
