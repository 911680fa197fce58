"""Files appear whole or not at all."""

import logging
import os
import tempfile
from pathlib import Path

_log = logging.getLogger("inkling.files")


def is_file(path: Path) -> bool:
    """Whether a file is there; no, too, where a name or a right forbids to look."""
    try:
        return path.is_file()
    except OSError:
        return False


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, flush it to the disk, and rename it into place.

    Raises OSError (no rights, no space, no such folder); `path` is then as it was.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        _flush_names(path.parent)


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
