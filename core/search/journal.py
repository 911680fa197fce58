"""Journal files of studies: whether a file is one, and what the power may have done to it."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from core.errors import SearchError
from core.files import check_readable

_BEGINNING = b'{"op_code":'
"""Of each line."""
_LONGEST_LINE = 1 << 16
_LARGEST = 1 << 28
"""Bytes; thousands of trials are some millions."""


class Lock(Protocol):
    """Of Optuna's."""

    def acquire(self) -> bool:
        """Wait for it."""

    def release(self) -> None:
        """Let go of it. Raises RuntimeError where somebody else has taken it."""


def make_ready(path: Path, lock: Lock) -> None:
    """Refuse what is no journal, and take away half a line that the power has left.

    Optuna would append to any file. Raises SearchError, OSError, or ValueError where it is
    no regular file, which would be waited for.
    """
    if not path.exists():
        return
    check_readable(path, _LARGEST)
    if not path.stat().st_size:
        return
    with path.open("rb") as file:
        first = file.readline(_LONGEST_LINE)
    if not first.startswith(_BEGINNING) or not first.endswith(b"\n"):
        raise SearchError(f"{path} is no journal of a search. Choose another storage.")
    lock.acquire()
    try:
        _mend(path)
    finally:
        with suppress(RuntimeError):  # it took too long, and another process has it now
            lock.release()


def _mend(path: Path) -> None:
    with path.open("rb+") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _LONGEST_LINE))
        tail = file.read()
        if not tail.endswith(b"\n") and b"\n" in tail:
            file.truncate(size - len(tail) + tail.rindex(b"\n") + 1)
