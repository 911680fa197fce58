"""The processes of one search on this machine."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Any

from core.foundation.errors import SearchError
from core.foundation.paths import resources

_PAUSE = 0.25
"""Seconds between two checks."""
_PATIENCE = 60.0
"""Seconds in which processes have to end in order."""
_KIND: dict[str, Any] = {"process_group": 0}
if sys.platform == "win32":
    _KIND = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
"""A process group of their own: the parent gets Ctrl-C and tells them to stop."""


def command(*arguments: str) -> list[str]:
    """Return the command of the program with arguments, for a checkout and for a wheel."""
    return [sys.executable, str(resources().parent / "main.py"), *arguments]


class Processes:
    """Processes that end in order when their standard input is closed, as by a killed parent."""

    def __init__(self, count: int, arguments: Sequence[str]) -> None:
        self._processes = [
            subprocess.Popen(
                command(*arguments), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, **_KIND
            )
            for _ in range(count)
        ]

    def stop(self) -> None:
        """Ask all processes to end in order."""
        for process in self._processes:
            if process.stdin is not None:
                process.stdin.close()

    def watch(self, stopping: Callable[[], bool], on_progress: Callable[[], object]) -> None:
        """Wait until all have ended. Raises SearchError where all of them failed."""
        while any(process.poll() is None for process in self._processes):
            if stopping():
                self.stop()
            on_progress()
            time.sleep(_PAUSE)
        on_progress()
        statuses = [process.returncode for process in self._processes]
        if not stopping() and all(statuses):
            raise SearchError("All processes of the search have failed.", f"exits {statuses}")

    def close(self) -> None:
        """Stop the processes, and kill those that do not end in time."""
        self.stop()
        last = time.monotonic() + _PATIENCE
        for process in self._processes:
            try:
                process.wait(max(last - time.monotonic(), 0.0))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def end_of_input(*, enabled: bool) -> Iterator[Callable[[], bool]]:
    """Yield a function that returns whether standard input has ended.

    That is how a parent tells a process to stop, and how it is noticed that the parent is gone.
    """
    ended: list[bool] = []

    def listen() -> None:
        # sys.stdin would hold a lock when the interpreter ends.
        while os.read(0, 1024):
            pass
        ended.append(True)

    if enabled:
        Thread(target=listen, daemon=True, name="end of input").start()
    yield lambda: bool(ended)
