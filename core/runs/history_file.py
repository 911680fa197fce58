"""The history of a run as a file that only grows."""

import json
import os
from pathlib import Path

from core.files import write_atomically
from core.runs.records import Record, record_to_dict


class HistoryFile:
    """Appends lines; what could not be written yet is kept for the next time.

    The file is always whole lines, but for a moment in which the power may go.
    """

    def __init__(self, path: Path, kept: tuple[Record, ...] = ()) -> None:
        """A file that holds `kept` and nothing else. Raises OSError."""
        self._path = path
        content = b"".join(map(_line, kept))
        write_atomically(path, content)
        self._size = len(content)

    def append(self, records: list[Record]) -> None:
        """Write lines and flush them to the disk. Raises OSError; none of them counts then."""
        content = b"".join(map(_line, records))
        with self._path.open("r+b") as file:
            # What a write that failed has left is cut off first.
            file.truncate(self._size)
            file.seek(self._size)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._size += len(content)


def _line(record: Record) -> bytes:
    return json.dumps(record_to_dict(record)).encode() + b"\n"
