"""A lock has one holder, and does not outlive its process."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from core.foundation.file_lock import HeldLock, is_locked

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from core.foundation.file_lock import HeldLock
lock = HeldLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(1000)
"""


def test_a_lock_has_one_holder(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_locked(path)
    first = HeldLock(path)
    assert is_locked(path)
    with pytest.raises(TimeoutError):
        HeldLock(path)
    first.release()
    assert not is_locked(path)
    HeldLock(path).release()
    first.release()


def test_a_lock_does_not_outlive_a_process_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert is_locked(path)
        process.kill()
    assert not is_locked(path)


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first = HeldLock(path)
    release = Timer(0.05, first.release)
    release.start()
    with HeldLock(path, timeout=60):
        release.join()
        assert is_locked(path)
    assert not is_locked(path)
    assert path.exists()


def test_a_lock_knows_its_file(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with HeldLock(path) as lock:
        assert lock.is_at(path)
        path.rename(tmp_path / "elsewhere")
        assert lock.is_at(tmp_path / "elsewhere")
        with pytest.raises(FileNotFoundError):
            lock.is_at(path)
        with HeldLock(path):
            assert not lock.is_at(path)
    assert not lock.is_at(tmp_path / "elsewhere")


@pytest.mark.skipif(sys.platform == "win32", reason="another user's files have other rights")
def test_a_lock_that_may_only_be_read_can_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, open_ = tmp_path / "lock", os.open
    lock = HeldLock(path)

    def open_to_read(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "not yours")
        return open_(path, flags, mode)

    monkeypatch.setattr(os, "open", open_to_read)
    assert is_locked(path)
    lock.release()
    assert not is_locked(path)


def test_where_no_file_can_be_made_there_is_no_lock(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        HeldLock(tmp_path / "none" / "lock")
    assert not is_locked(tmp_path / "none" / "lock")


@pytest.mark.skipif(sys.platform == "win32", reason="has no flock")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_there_are_no_locks_everybody_gets_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import fcntl

    def flock(*_: object) -> None:
        raise OSError(number, "no locks")

    monkeypatch.setattr(fcntl, "flock", flock)
    lock = HeldLock(tmp_path / "lock")
    assert not is_locked(tmp_path / "lock")
    with HeldLock(tmp_path / "lock"):
        lock.release()


@pytest.mark.skipif(sys.platform == "win32", reason="has no flock")
def test_a_lock_that_cannot_be_looked_at_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def flock(*_: object) -> None:
        raise OSError(errno.EIO, "input/output error")

    HeldLock(tmp_path / "lock").release()
    monkeypatch.setattr(fcntl, "flock", flock)
    assert not is_locked(tmp_path / "lock")
    with pytest.raises(OSError, match="input/output"):
        HeldLock(tmp_path / "lock")
