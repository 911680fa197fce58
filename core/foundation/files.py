"""Reading files of bounded size, and writing them so that they appear whole or not at all."""

import errno
import logging
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from core.foundation.errors import DataError


def replace_lone_surrogates(text: str) -> str:
    """Replace each lone surrogate of a text by a �.

    A lone surrogate can be typed and pasted, and stands for a byte in the names of some files, but
    no text file can hold it.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_LONGEST_NAME = 255
"""Bytes in the name of a file or folder on nearly all file systems."""
_log = logging.getLogger("inkling.files")
# The mask can only be read by setting it, for all threads, so it is read before there are others.
_UMASK = os.umask(0o077)
os.umask(_UMASK)


def is_file(path: Path) -> bool:
    """Whether there is a regular file; False also where the path cannot be examined."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Whether there is a folder; False also where the path cannot be examined."""
    try:
        return path.is_dir()
    except OSError:
        return False


def exists(path: Path) -> bool:
    """Whether there is a file, a folder or anything else; False also where that is unknown."""
    try:
        return path.exists()
    except OSError:
        return False


def is_missing(path: Path) -> bool:
    """Whether there is certainly nothing of that name; False where the path cannot be examined."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def modification_time(path: Path) -> float:
    """Give the time of a file's last change in seconds since 1970; 0 where it is unknown."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def check_readable(path: Path, max_bytes: int) -> None:
    """Check a file before a library opens it by its name.

    Raises OSError where it cannot be examined, and ValueError where it is not a regular file
    (reading a pipe or a device may block, or never end) or has more than `max_bytes` bytes.
    """
    _check(path.stat(), max_bytes)


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """Read a regular file of at most `max_bytes` bytes.

    Raises OSError where it cannot be read, and ValueError as `check_readable` does.
    """
    # O_NONBLOCK, because opening a pipe waits for its writer.
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)  # `fdopen` refuses a folder and leaves it open
        raise ValueError("no regular file")
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        _check(status, max_bytes)
        content = file.read(status.st_size + 1)
        if len(content) > status.st_size:  # the file is growing
            content += file.read(max_bytes + 1 - len(content))
    if len(content) > max_bytes:
        raise ValueError(f"larger than {max_bytes:,} bytes")
    return content


def _check(status: os.stat_result, max_bytes: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("no regular file")
    if status.st_size > max_bytes:
        raise ValueError(f"larger than {max_bytes:,} bytes")


def check_file_can_be_created(path: Path) -> None:
    """Check that `write_atomically` can write `path`, by creating a file beside it and removing it.

    Raises OSError where that fails.
    """
    path = _follow_links(path)
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "no regular file"
        raise OSError(errno.EINVAL, f"It is {kind}")
    descriptor, name = _file_beside(path)
    os.close(descriptor)
    Path(name).unlink()


def check_folder_can_be_created(path: Path) -> None:
    """Check that a folder exists and can be written to, or that it can be created.

    Raises OSError where that is not so.
    """
    for folder in (path, *path.absolute().parents):
        if len(os.fsencode(folder.name)) > _LONGEST_NAME:
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
        if os.path.lexists(folder):
            if not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, f"{folder} is no folder")
            check_file_can_be_created(folder / "any")
            return


def write_atomically(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write `content` to a file beside `path`, flush it to the disk, and rename it to `path`.

    A symbolic link stays, and the file that it leads to is replaced. A file that is not `lasting`
    is not flushed, which is faster: after a power failure it may lack its content. Raises OSError
    (no permission, no space, no such folder, links in a circle); `path` is then unchanged.
    """
    path = _follow_links(path)
    descriptor, name = _file_beside(path)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        beside.chmod(0o666 & ~_UMASK)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):  # the first error is the one to raise
            beside.unlink(missing_ok=True)
        raise
    if lasting and os.name == "posix":
        _flush_folder(path.parent)


def _follow_links(path: Path) -> Path:
    """Return where a symbolic link leads to, and any other path as it is.

    Raises OSError where links lead to each other, or into a folder that does not exist.
    """
    if not path.is_symlink():
        return path
    target = Path(os.path.realpath(path))
    if target.is_symlink():  # only one of a circle is left as it is
        raise OSError(errno.ELOOP, "It is a link in a circle of links")
    if not target.parent.is_dir():
        raise OSError(errno.ENOENT, f"It is a link to {target}, whose folder does not exist")
    return target


def _file_beside(path: Path) -> tuple[int, str]:
    return tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")


def _flush_folder(folder: Path) -> None:
    """Flush the names in a folder, so that a power cut does not bring a replaced file back."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        # The new file is complete and in place; some network file systems only do not promise
        # that this will last.
        _log.info("%s cannot be flushed: %s", folder, error)


def read_content(path: Path, max_bytes: int) -> bytes:
    """Read a regular file of at most `max_bytes` bytes.

    Raises DataError, which names the file, where there is none, where reading it is not permitted,
    and where it is a folder, a pipe, a device, or larger.
    """
    try:
        return read_bounded(path, max_bytes)
    except MemoryError as error:
        raise DataError(f"{path} does not fit into memory.") from error
    except (OSError, ValueError) as error:
        raise unreadable_file_error(path, error, max_bytes) from error


def unreadable_file_error(path: Path, error: OSError | ValueError, max_bytes: int) -> DataError:
    """Make the DataError for an error that opening or checking a file has raised."""
    return DataError(f"{path}: {_reason(path, error, max_bytes)}.", repr(error))


def _reason(path: Path, error: Exception, max_bytes: int) -> str:
    mode = _mode(path)
    if mode is not None and stat.S_ISDIR(mode):
        return "cannot be read: there is no such file, only a folder"
    if isinstance(error, PermissionError):
        return "cannot be read: you have no right to"
    if mode is None:
        return "cannot be read: there is no such file"
    if not stat.S_ISREG(mode):
        return "cannot be read: it is no file, but a pipe or a device"
    # For a regular file, only its size makes read_bounded raise ValueError.
    return (
        f"larger than {max_bytes // 1_000_000} MB"
        if isinstance(error, ValueError)
        else "cannot be read"
    )


def _mode(path: Path) -> int | None:
    """Give the mode of a file; None where there is none, or where it cannot be examined."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return None
