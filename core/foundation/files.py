"""Files are read with a bound, and appear whole or not at all."""

import errno
import logging
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from core.foundation.errors import DataError


def replace_lone_surrogates(text: str) -> str:
    """The text with a � for each half of a character that stands alone.

    Such a half can be typed and pasted, and stands for a byte in the names of some files, but no
    file of text can hold it.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_LONGEST_NAME = 255
"""Bytes of the name of a file or folder, on nearly all file systems."""
_log = logging.getLogger("inkling.files")
# It can only be read by setting it, for all threads: once, before there are any.
_UMASK = os.umask(0o077)
os.umask(_UMASK)


def is_file(path: Path) -> bool:
    """Whether a file is there; no, too, where a name or a right forbids to look."""
    try:
        return path.is_file()
    except OSError:
        return False


def exists(path: Path) -> bool:
    """Whether a name is taken, by a file or by what can be none; no, too, where nobody may look."""
    try:
        return path.exists()
    except OSError:
        return False


def is_missing(path: Path) -> bool:
    """Whether there is certainly nothing by that name: what cannot be looked at may be there."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def modification_time(path: Path) -> float:
    """When a file was last written to, in seconds since 1970; 0 where that cannot be told."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def check_readable(path: Path, most: int) -> None:
    """Look at a file before a library opens it by its name.

    Raises OSError where it cannot be looked at, and ValueError where it is no regular file (a
    pipe or a device would be waited for, or never end) or has more than `most` bytes.
    """
    _check(path.stat(), most)


def read_bounded(path: Path, most: int) -> bytes:
    """The content of a regular file of at most `most` bytes.

    Raises OSError where it cannot be read, and ValueError as `check_readable` does.
    """
    # Without waiting: to open a pipe waits for its writer.
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)  # `fdopen` refuses a folder, and leaves it open
        raise ValueError("no regular file")
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        _check(facts, most)
        content = file.read(facts.st_size + 1)
        if len(content) > facts.st_size:  # it grows
            content += file.read(most + 1 - len(content))
    if len(content) > most:
        raise ValueError(f"larger than {most:,} bytes")
    return content


def _check(facts: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise ValueError("no regular file")
    if facts.st_size > most:
        raise ValueError(f"larger than {most:,} bytes")


def check_file_can_be_created(path: Path) -> None:
    """Find out beforehand what `write_atomically` would find: make the file beside `path`, and
    remove it. Raises OSError."""
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "no regular file"
        raise OSError(errno.EINVAL, f"It is {kind}")
    descriptor, name = _file_beside(path)
    os.close(descriptor)
    Path(name).unlink()


def check_folder_can_be_created(path: Path) -> None:
    """Find out beforehand whether a folder is there and can be written into, or can be made.

    Raises OSError.
    """
    for folder in (path, *path.absolute().parents):
        if len(os.fsencode(folder.name)) > _LONGEST_NAME:
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
        if os.path.lexists(folder):
            if not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, f"{folder} is no folder")
            check_file_can_be_created(folder / "any")
            return


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, flush it to the disk, and rename it into place.

    Raises OSError (no rights, no space, no such folder); `path` is then as it was.
    """
    descriptor, name = _file_beside(path)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o666 & ~_UMASK)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):  # the error that is raised is the one that counts
            beside.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        _flush_names(path.parent)


def _file_beside(path: Path) -> tuple[int, str]:
    return tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")


def _flush_names(folder: Path) -> None:
    """So that a power cut does not bring back the file that was replaced."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        # The new file is in its place and whole: some file systems of networks only will not say
        # that this will last.
        _log.info("%s cannot be flushed: %s", folder, error)


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
        raise unreadable_file_error(path, error, most) from error


def unreadable_file_error(path: Path, error: OSError | ValueError, most: int) -> DataError:
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
