"""A file to which a training appends, and which is written again where it has changed."""

import os
from pathlib import Path

from core.foundation.files import write_atomically


class GrowingFile:
    """Appends to a file, and writes all of it again where the file has gone.

    The file consists of whole appended parts, except during a write in which the power may fail.
    """

    def __init__(self, path: Path, content: bytes = b"") -> None:
        """Continue a file that holds `content`; what follows is removed by the first `append`."""
        self._path = path
        self._content = bytearray(content)

    @property
    def content(self) -> bytes:
        """Everything that has been written."""
        return bytes(self._content)

    def append(self, content: bytes) -> None:
        """Write and flush to the disk. Raises OSError; then nothing counts as written."""
        if self._is_as_written():
            self._append(content)
        else:
            # It has gone, or is longer: after a failed write, or because a part is trained again.
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
