"""One owner at a time, also where a process that held the lock was killed.

Some file systems, of networks most of all, know no locks. There everybody gets what they ask for:
better to work without a guard against a second window than not at all.
"""

import errno
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_log = logging.getLogger("inkling.locks")
_PAUSE = 0.01
"""Seconds between two attempts."""
_A_LOOK = 0.2
"""Seconds for which somebody who only looks may be in the way."""


class HeldLock:
    """A lock file that is held until `release`, or until the process ends, however it does."""

    def __init__(self, path: Path) -> None:
        """Take it. Raises TimeoutError where somebody else has it, else OSError where the file
        cannot be made."""
        self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(self._descriptor, path, _A_LOOK)
        except OSError:
            self.release()
            raise

    def is_at(self, path: Path) -> bool:
        """Whether the file at `path` is the one that is held. Raises OSError where there is none,
        or that cannot be told."""
        if self._descriptor is None:
            return False
        return os.path.samestat(os.fstat(self._descriptor), path.stat())

    def release(self) -> None:
        """Let go of it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_locked(path: Path) -> bool:
    """Whether somebody holds a lock file. (To look takes it for a moment.)"""
    try:
        descriptor = _open_to_look(path)
    except OSError:
        return False
    try:
        return not _try_to_lock(descriptor)
    except OSError as error:
        _log.info("%s cannot be locked: %s", path, error)
        return False
    finally:
        os.close(descriptor)


def _open_to_look(path: Path) -> int:
    """Of another user's lock one may be allowed to read only."""
    try:
        return os.open(path, os.O_RDWR)
    except PermissionError:
        return os.open(path, os.O_RDONLY)


@contextmanager
def hold_lock(path: Path, patience: float = 2.0) -> Iterator[None]:
    """Hold the lock file `path`, which stays there; the system lets go of it with the process.

    Raises OSError where it cannot be made, and TimeoutError, which is one too, where another
    process has it for longer than `patience` seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(descriptor, path, patience)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path, patience: float) -> None:
    last = time.monotonic() + patience
    while not _try_to_lock(descriptor):
        if time.monotonic() > last:
            raise TimeoutError(f"{path} is held by another process")
        time.sleep(_PAUSE)


if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    _NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}
    import fcntl

    def _try_to_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            _log.info("there are no locks here: %s", error)
        return True
