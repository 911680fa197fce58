"""The search as a process of its own: the window never waits for it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal, Slot

from core.errors import SearchError
from core.search.processes import command

_PATIENCE = 30_000
"""Milliseconds that it has to end in order when the window closes."""
_IN_ORDER = {0, 130}
"""Exit statuses."""


class SearchProcess(QObject):
    """`search … --json`; each start ends with exactly one `finished`, perhaps after `failed`."""

    told = Signal(object)
    """A dict, as `search --json` prints it."""
    failed = Signal(object)
    """The SearchError that says why it ended."""
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._rest = b""
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail_to_start)

    @property
    def busy(self) -> bool:
        """Whether it runs."""
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def start(self, arguments: Sequence[str]) -> None:
        """Begin, with what comes after `search`."""
        self._rest = b""
        program, *before = command("search", *arguments, "--json", "--until-input-ends")
        self._process.start(program, before)

    def stop(self) -> None:
        """Ask it to end in order; the trials under way are stopped and saved."""
        self._process.closeWriteChannel()

    def wait_for_end(self) -> None:
        """Stop it, and wait until it has ended."""
        if not self.busy:
            return
        self.stop()
        if not self._process.waitForFinished(_PATIENCE):
            self._process.kill()
            self._process.waitForFinished()

    @Slot()
    def _read(self) -> None:
        new = bytes(self._process.readAllStandardOutput().data())
        *lines, self._rest = (self._rest + new).split(b"\n")
        for line in lines:
            self.told.emit(_object_in(line))

    @Slot(int, QProcess.ExitStatus)
    def _finish(self, status: int, how: QProcess.ExitStatus) -> None:
        self._read()
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        if how is QProcess.ExitStatus.CrashExit or status not in _IN_ORDER:
            self.failed.emit(_error_in(said.strip()))
        self.finished.emit()

    @Slot(QProcess.ProcessError)
    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            reason = self._process.errorString()
            self.failed.emit(SearchError("The search cannot be started.", reason))
            self.finished.emit()


def _object_in(line: bytes) -> Mapping[str, Any]:
    told = json.loads(line)
    return told if isinstance(told, dict) else {}


def _error_in(said: str) -> SearchError:
    """What the process wrote on standard error before it ended."""
    _, found, sentence = said.rpartition("error: ")
    if not found:
        return SearchError("The search has ended unexpectedly.", said)
    message, _, details = sentence.partition("\n")
    return SearchError(message, details.strip())
