"""File locks, which the system releases when a process ends, even if it is killed.

Some file systems, mostly those of networks, have no locks. There every lock is granted: working
without protection from a second window is better than not working.
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
_PROBE_TIME = 0.2
"""Seconds for which another process may hold the lock only to see whether it is free."""


class HeldLock:
    """A lock file that is held until `release`, or until the process ends in any way."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises TimeoutError where another process holds it, and OSError where the file cannot be
        created.
        """
        self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(self._descriptor, path, _PROBE_TIME)
        except OSError:
            self.release()
            raise

    def is_at(self, path: Path) -> bool:
        """Whether the file at `path` is the one that is held.

        Raises OSError where there is none, or where it cannot be examined.
        """
        if self._descriptor is None:
            return False
        return os.path.samestat(os.fstat(self._descriptor), path.stat())

    def release(self) -> None:
        """Release the lock; does nothing if that was done before."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_locked(path: Path) -> bool:
    """Whether a process holds a lock file; finding out takes the lock for a moment."""
    try:
        descriptor = _open_for_probe(path)
    except OSError:
        return False
    try:
        return not _try_to_lock(descriptor)
    except OSError as error:
        _log.info("%s cannot be locked: %s", path, error)
        return False
    finally:
        os.close(descriptor)


def _open_for_probe(path: Path) -> int:
    """Open a lock file, which may be another user's and only readable."""
    try:
        return os.open(path, os.O_RDWR)
    except PermissionError:
        return os.open(path, os.O_RDONLY)


@contextmanager
def hold_lock(path: Path, patience: float = 2.0) -> Iterator[None]:
    """Hold the lock file `path`, which is not removed, within a `with` statement.

    Raises OSError where it cannot be created, and its subclass TimeoutError where another process
    holds it for longer than `patience` seconds.
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
