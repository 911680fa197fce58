"""Lets the n-th operation on files below a folder fail, as a disk, a right or a signal does.

Whatever the program calls for it comes by here: `os`, `open`, the files that this gives, and
`fcntl.flock`. What is written is cut in half by the fault, as a full disk does.
"""

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

KINDS = {
    "no space": errno.ENOSPC,
    "no rights": errno.EACCES,
    "input/output": errno.EIO,
    "interrupted": errno.EINTR,
}
_BY_PATH = (
    *("open", "stat", "lstat", "mkdir", "rmdir", "unlink", "remove", "rename", "replace", "link"),
    *("chmod", "utime", "truncate", "scandir", "listdir"),
)
_BY_DESCRIPTOR = ("fsync", "write", "ftruncate", "fstat")


@dataclass
class Faults:
    """Counts operations; the one with the number `at` fails, and with `lasting` all after it."""

    root: Path
    at: int = -1
    number: int = errno.EIO
    lasting: bool = False
    late: bool = False
    """Whether it is done, and fails only then, as over a network that goes away."""
    count: int = 0
    seen: list[str] = field(default_factory=list)
    """What the operations were, in their order."""
    descriptors: set[int] = field(default_factory=set)
    busy: bool = False
    """Whether an operation is under way: what it calls itself does not count."""

    def call(self, name: str, do: Callable[[], Any], half: Callable[[], Any] | None = None) -> Any:
        """Do it, or fail."""
        if self.busy:
            return do()
        fails = self.count == self.at or (self.lasting and 0 <= self.at < self.count)
        self.count += 1
        self.seen.append(name)
        self.busy = True
        try:
            if not fails:
                return do()
            if self.late:
                result = do()
                if name in {"open", "scandir"}:  # what nobody knows of cannot be closed
                    return result
            elif half is not None:
                half()
        finally:
            self.busy = False
        raise OSError(self.number, os.strerror(self.number))

    def is_below(self, path: object) -> bool:
        if isinstance(path, int):
            return path in self.descriptors
        if not isinstance(path, str | os.PathLike):
            return False
        return Path(os.path.abspath(path)).is_relative_to(self.root)  # noqa: PTH100


class _File:
    """An open file whose operations may fail."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def write(self, content: Any) -> int:
        def half() -> None:
            self._file.write(content[: len(content) // 2])
            self._file.flush()

        written: int = self._faults.call("write", lambda: self._file.write(content), half)
        return written

    def read(self, *sizes: int) -> Any:
        return self._faults.call("read", lambda: self._file.read(*sizes))

    def flush(self) -> None:
        self._faults.call("flush", self._file.flush)

    def truncate(self, *sizes: int) -> Any:
        return self._faults.call("truncate", lambda: self._file.truncate(*sizes))

    def close(self) -> None:
        if not self._file.closed:
            with suppress(OSError, ValueError):
                self._faults.descriptors.discard(self._file.fileno())
            # Whatever fails: the descriptor is gone, as the system's is.
            self._faults.call("close", self._file.close, self._file.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def faults_below(
    root: Path,
    at: int = -1,
    kind: str = "input/output",
    *,
    lasting: bool = False,
    late: bool = False,
) -> Iterator[Faults]:
    """Operations on what is below `root` are counted, and fail, until the context ends."""
    faults = Faults(root.resolve(), at, KINDS[kind], lasting, late)
    with pytest.MonkeyPatch.context() as patch:
        for name in _BY_PATH:
            patch.setattr(os, name, _by_path(name, getattr(os, name), faults))
        for name in _BY_DESCRIPTOR:
            patch.setattr(os, name, _by_descriptor(name, getattr(os, name), faults))
        patch.setattr(os, "close", _closing(os.close, faults))
        opened = _opening(io.open, faults)
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)
        with suppress(ImportError):
            import fcntl

            patch.setattr(fcntl, "flock", _by_descriptor("flock", fcntl.flock, faults))
        yield faults


def _by_path(name: str, do: Callable[..., Any], faults: Faults) -> Callable[..., Any]:
    def call(path: Any = ".", *arguments: Any, **named: Any) -> Any:
        if not faults.is_below(path):
            return do(path, *arguments, **named)
        result = faults.call(name, lambda: do(path, *arguments, **named))
        if name == "open":
            faults.descriptors.add(result)
        return result

    return call


def _by_descriptor(name: str, do: Callable[..., Any], faults: Faults) -> Callable[..., Any]:
    def call(descriptor: Any, *arguments: Any) -> Any:
        number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
        if number not in faults.descriptors:
            return do(descriptor, *arguments)
        return faults.call(name, lambda: do(descriptor, *arguments))

    return call


def _closing(do: Callable[[int], None], faults: Faults) -> Callable[[int], None]:
    def call(descriptor: int) -> None:
        faults.descriptors.discard(descriptor)  # its number may be another file's next
        do(descriptor)

    return call


def _opening(do: Callable[..., Any], faults: Faults) -> Callable[..., Any]:
    def call(file: Any, *arguments: Any, **named: Any) -> Any:
        if not faults.is_below(file):
            return do(file, *arguments, **named)
        if isinstance(file, int):
            opened = do(file, *arguments, **named)
        else:
            opened = faults.call("open", lambda: do(file, *arguments, **named))
        faults.descriptors.add(opened.fileno())
        return _File(opened, faults)

    return call
