"""Files appear whole or not at all."""

import os
import tempfile
from pathlib import Path


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
