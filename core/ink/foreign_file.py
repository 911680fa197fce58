"""The content of a file that a person names: bounded, and a sentence where it cannot be read."""

import stat
from pathlib import Path

from core.errors import DataError
from core.files import read_bounded


def read_content(path: Path, most: int) -> bytes:
    """All bytes of a regular file of at most `most` bytes.

    Raises DataError, which names the file, where there is none, where it must not be read, and
    where it is a folder, a pipe, a device, or larger.
    """
    try:
        return read_bounded(path, most)
    except MemoryError as error:
        raise DataError(f"{path} does not fit into memory.") from error
    except (OSError, ValueError) as error:
        raise cannot_be_read(path, error, most) from error


def cannot_be_read(path: Path, error: OSError | ValueError, most: int) -> DataError:
    """What there is to say when opening a file, or looking at it before, has raised `error`."""
    return DataError(f"{path}: {_reason(path, error, most)}.", repr(error))


def _reason(path: Path, error: Exception, most: int) -> str:
    mode = _mode(path)
    if mode is not None and stat.S_ISDIR(mode):
        return "cannot be read: there is no such file, only a folder"
    if isinstance(error, PermissionError):
        return "cannot be read: you have no right to"
    if mode is None:
        return "cannot be read: there is no such file"
    if not stat.S_ISREG(mode):
        return "cannot be read: it is no file, but a pipe or a device"
    # Of a regular file, read_bounded doubts nothing but the size.
    return (
        f"larger than {most // 1_000_000} MB" if isinstance(error, ValueError) else "cannot be read"
    )


def _mode(path: Path) -> int | None:
    """What kind of file it is; None where there is none, or where its name forbids to look."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return None
