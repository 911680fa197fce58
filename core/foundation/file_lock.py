"""Lock files that have one holder at a time and become free when the holder's process ends.

Some file systems, network file systems above all, have no locks. There everybody gets the lock:
working without a guard against a second window is better than not working at all.
"""

import errno
import logging
import os
import time
from pathlib import Path
from typing import Self

_log = logging.getLogger("inkling.locks")
_POLL_INTERVAL = 0.01
"""Seconds between two attempts."""
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}


class HeldLock:
    """A lock file that is held until `release`, or until the process ends for whatever reason.

    The file stays where it is when the lock is released.
    """

    def __init__(self, path: Path, timeout: float = 0.2) -> None:
        """Acquire the lock. `is_locked` in another process holds it for a moment, hence `timeout`.

        Raises TimeoutError where somebody else holds it for longer than `timeout` seconds, and
        another OSError where the file cannot be made.
        """
        self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            deadline = time.monotonic() + timeout
            while not _try_to_lock(self._descriptor, path):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{path} is held by another process")
                time.sleep(_POLL_INTERVAL)
        except BaseException:
            self.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def is_at(self, path: Path) -> bool:
        """Whether the file at `path` is the one that is held.

        Raises OSError where there is no file, or where it cannot be examined.
        """
        if self._descriptor is None:
            return False
        return os.path.samestat(os.fstat(self._descriptor), path.stat())

    def release(self) -> None:
        """Release the lock, if it is still held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_locked(path: Path) -> bool:
    """Whether somebody holds a lock file. Holds it for a moment itself to find out."""
    try:
        descriptor = _open_existing(path)
    except OSError:
        return False
    try:
        return not _try_to_lock(descriptor, path)
    except OSError as error:
        _log.info("%s cannot be locked: %s", path, error)
        return False
    finally:
        os.close(descriptor)


def _open_existing(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR)
    except PermissionError:  # another user's file
        return os.open(path, os.O_RDONLY)


def _try_to_lock(descriptor: int, path: Path) -> bool:
    from filelock import lock_descriptor  # here: the window starts sooner

    try:
        return lock_descriptor(descriptor, blocking=False)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        _log.info("%s is on a file system without locks: %s", path, error)
        return True
