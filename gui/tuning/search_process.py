"""The search as a process of its own: the window never waits for it."""

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
from gui.common.command_process import HIDDEN, words_of
from gui.common.tasks import Publish, TaskRunner


@dataclass(frozen=True)
class Begun:
    """It has begun."""

    trials: int
    """In all."""
    notice: str = ""
    """What a person is to know of it."""


@dataclass(frozen=True)
class Ended:
    """It has ended in order."""

    importances: Mapping[str, float]
    """Of the settings, by name: fractions."""


Told = Begun | TrialResult | Ended


def event_in(line: bytes) -> Told:
    """What a line of `search --json` says. Raises SearchError where it says nothing known."""
    try:
        told = parse_object(line)
        match told["event"]:
            case "begin":
                return Begun(check_count(told["trials"]), single_line(told.get("notice", "")))
            case "trial":
                return TrialResult.from_dict(told)
            case "end":
                return Ended(_shares(told["importances"]))
            case other:
                raise ValueError(f"unknown event {other!r:.60}")
    except READ_ERRORS as error:
        reason = f"{error}: {line[:200]!r}"
        raise SearchError("What the search says cannot be understood.", reason) from error


def _shares(told: Mapping[str, object]) -> dict[str, float]:
    return {name: check_real(share) for name, share in told.items() if name in FIELDS}


_log = logging.getLogger("inkling.search")
_IN_ORDER = {0, 130}
"""Exit statuses."""
_PATIENCE = 1000
"""Milliseconds for which a window that closes waits."""
_MOST_SAID = 1 << 16
"""Bytes of standard error that are looked at, and of standard output that are read at once."""


class SearchProcess(QObject):
    """`search … --json`; each start ends with exactly one of `finished` and `failed`."""

    told = Signal(object)
    """A list of what it has told since the last time."""
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
        """Whether it runs."""
        return self._job.busy

    def start(self, arguments: Sequence[str]) -> None:
        """Begin, with what comes after `search`."""
        self._child = _Child(command("search", *arguments, "--json", "--until-input-ends"))
        self._job.start(self._child.run)

    @Slot()
    def stop(self) -> None:
        """Ask it to end in order; the trials under way are stopped and saved."""
        if self._child is not None:
            self._child.stop()

    def wait_for_end(self) -> None:
        """Stop it, and wait a while: it ends in order also when the window is gone."""
        self.stop()
        if not self._job.wait(_PATIENCE):
            self._job.abandon()


class _Child:
    """The process: started and listened to in one thread, told to stop by another."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._lock = Lock()
        self._stopped = False
        self._input: IO[bytes] | None = None

    def stop(self) -> None:
        """Close its input, at once or when it is there."""
        with self._lock:
            self._stopped = True
            if self._input is not None:
                self._input.close()

    def run(self, publish: Publish) -> None:
        """Publish what it tells until it ends. Raises SearchError where that is not in order."""
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
                raise SearchError(*words_of(text, "The search has ended unexpectedly."))

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
        """Hear it out: it has trials to save. Where all was heard already this takes no time."""
        if process.stdout is not None:
            with process.stdout as rest:
                while rest.read(_MOST_SAID):
                    pass
        process.wait()
        self.stop()


def _heard(line: bytes) -> Told | None:
    """What a line says; None where it says nothing: one trial less is no reason to end."""
    try:
        return event_in(line)
    except SearchError as error:
        _log.warning("%s %s", error, error.details)
        return None
