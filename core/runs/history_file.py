"""The history of a run as a file that only grows."""

import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

from core.files import write_atomically
from core.json_file import count
from core.runs.records import Line, line_to_bytes

_LARGEST_CRC = (1 << 32) - 1


class Seal(NamedTuple):
    """By which a history is known again without reading its lines."""

    size: int
    """Bytes."""
    crc32: int

    @classmethod
    def of_content(cls, content: bytes | bytearray) -> Self:
        """Of a history as it stands in its file."""
        return cls(len(content), zlib.crc32(content))

    @classmethod
    def of(cls, told: object) -> Self | None:
        """From what `_asdict` gave. Raises ValueError or KeyError where it is something else."""
        if told is None:
            return None
        if not isinstance(told, dict):
            raise ValueError(f"{told!r:.60} is no seal")
        return cls(count(told["size"]), count(told["crc32"], _LARGEST_CRC))

    def fits(self, content: bytes) -> bool:
        """Whether a history begins with what was sealed."""
        return len(content) >= self.size and zlib.crc32(content[: self.size]) == self.crc32


class HistoryFile:
    """Appends lines. Has all that it has written, and writes it again where the file is gone.

    The file is always whole lines, but for a moment in which the power may go.
    """

    def __init__(self, path: Path, lines: Sequence[Line] = (), *, anew: bool = False) -> None:
        """A file that holds these lines. Where it begins with as many it is left as it is, unless
        it is to be written `anew`; what follows them goes with the first `append`, not before.

        Raises OSError.
        """
        self._path = path
        begun = None if anew else _beginning(path, len(lines))
        if begun is None:
            begun = b"".join(map(line_to_bytes, lines))
            write_atomically(path, begun)
        self._content = bytearray(begun)

    @property
    def content(self) -> bytes:
        """All that has been written."""
        return bytes(self._content)

    @property
    def seal(self) -> Seal:
        """Of all that has been written."""
        return Seal.of_content(self._content)

    def append(self, lines: Sequence[Line]) -> None:
        """Write lines and flush them to the disk. Raises OSError; none of them counts then."""
        content = b"".join(map(line_to_bytes, lines))
        if self._is_as_written():
            self._append(content)
        else:
            # It is gone, or longer: by a write that failed, or by what is trained once more.
            write_atomically(self._path, self.content + content)
        self._content += content

    def _is_as_written(self) -> bool:
        try:
            return self._path.stat().st_size == len(self._content)
        except FileNotFoundError:
            return False

    def _append(self, content: bytes) -> None:
        with self._path.open("r+b") as file:
            file.seek(len(self._content))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _beginning(path: Path, count: int) -> bytes | None:
    """The first lines of a file; None where it has not so many."""
    try:
        lines = path.read_bytes().split(b"\n", count)
    except FileNotFoundError:
        return None
    whole = lines[:count] if len(lines) > count else None
    return None if whole is None else b"".join(line + b"\n" for line in whole)
