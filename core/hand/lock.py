"""One process at a time, also where one that held the lock was killed."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE = 0.01
"""Seconds between two attempts."""


@contextmanager
def locked(path: Path, patience: float = 2.0) -> Iterator[None]:
    """Hold the lock file `path`, which stays there; the system lets go of it with the process.

    Raises OSError where it cannot be made, and TimeoutError, which is one too, where another
    process has it for longer than `patience` seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        last = time.monotonic() + patience
        while not _try_to_lock(descriptor):
            if time.monotonic() > last:
                raise TimeoutError(f"{path} is held by another process")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _try_to_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
