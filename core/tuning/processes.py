"""Several processes of one search on this machine."""

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
"""Seconds between two looks."""
_PATIENCE = 60.0
"""Seconds that processes have to end in order."""
_KIND: dict[str, Any] = {"process_group": 0}
if sys.platform == "win32":
    _KIND = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
"""A group of their own: Ctrl-C is for the one that has started them, and it tells them."""


def command(*arguments: str) -> list[str]:
    """The program with these arguments, from a checkout as from a wheel."""
    return [sys.executable, str(resources().parent / "main.py"), *arguments]


class Processes:
    """Each ends in order when its standard input is closed, which also a killed parent does."""

    def __init__(self, count: int, arguments: Sequence[str]) -> None:
        self._processes = [
            subprocess.Popen(
                command(*arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                **_KIND,
            )
            for _ in range(count)
        ]

    def stop(self) -> None:
        """Ask all to end in order."""
        for process in self._processes:
            if process.stdin is not None:
                process.stdin.close()

    def watch(self, stopping: Callable[[], bool], on_progress: Callable[[], object]) -> None:
        """Until all have ended. Raises SearchError where none of them ended well."""
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
        """Leave none behind."""
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
    """Whether standard input has ended: by that a parent says to stop, or that it is gone."""
    ended: list[bool] = []

    def listen() -> None:
        # Not by sys.stdin, whose lock would be held when the interpreter ends.
        while os.read(0, 1024):
            pass
        ended.append(True)

    if enabled:
        Thread(target=listen, daemon=True, name="end of input").start()
    yield lambda: bool(ended)
