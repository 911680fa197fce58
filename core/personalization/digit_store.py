"""The user's own digits are saved in a stroke file in the user's folder, which loses nothing.

A digit is saved by appending a line, which is flushed to the disk before the digit counts as saved.
Every other change rewrites the file atomically. Before either, a lock is taken and the file is read
again, so that two windows do not lose each other's digits. A line that cannot be read, such as one
that was being written when the power failed, is kept in the file and ignored.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from core.drawing.stroke_file import (
    MAX_LINE_BYTES,
    LabeledDrawing,
    format_line,
    parse_line,
    write_strokes,
)
from core.drawing.strokes import Drawing
from core.foundation.errors import DataError
from core.foundation.file_lock import HeldLock
from core.foundation.files import is_missing, read_bounded, write_atomically
from core.foundation.paths import my_digits_file
from core.runs.output_guard import check_replaceable

_ID = re.compile(rb'\{"id":"([0-9a-f]{16})"')
_ID_LENGTH = 16
_LOCK_TIMEOUT = 2.0
"""Seconds."""


@dataclass(frozen=True, slots=True, eq=False)
class MyDigit:
    """A drawing, the digit that it shows, and a permanent id."""

    id: str
    label: int
    drawing: Drawing

    @classmethod
    def new(cls, label: int, drawing: Drawing) -> "MyDigit":
        """Make a digit with a unique id."""
        return cls(uuid4().hex[:_ID_LENGTH], label, drawing)


def line_id(line: bytes) -> str:
    """Give the id in a line; it is made from the content of a line that has none."""
    match = _ID.match(line)
    return match[1].decode() if match else sha256(line).hexdigest()[:_ID_LENGTH]


def format_digit(digit: MyDigit) -> bytes:
    """Format a digit as a line, without its end.

    Raises DataError for a drawing without strokes, or with a picture.
    """
    line = format_line(LabeledDrawing(digit.drawing, digit.label))
    return f'{{"id":"{digit.id}",{line[1:]}'.encode()


def parse_digit(line: bytes) -> MyDigit | None:
    """Parse the digit in a line; None where the line is damaged or has no label."""
    if len(line) > MAX_LINE_BYTES:
        return None
    try:
        item = parse_line(line.decode())
    except (UnicodeDecodeError, DataError):
        return None
    if item.label is None:
        return None
    return MyDigit(line_id(line), item.label, item.drawing)


_Lines = list[bytes]
_MAX_BYTES = 1 << 26
"""Bytes: about nine thousand digits."""
_MAX_DIGITS = 100_000
"""The largest number of digits, since lines may be short."""


@dataclass(frozen=True, slots=True)
class StoredDigits:
    """The content of the file."""

    digits: tuple[MyDigit, ...]
    """In the order in which they were saved."""
    unreadable: int
    """The number of lines that cannot be read."""


@dataclass(frozen=True, slots=True)
class DeletedDigits:
    """Lines that were deleted, with their indices."""

    lines: tuple[tuple[int, bytes], ...]


class DigitStore:
    """Reads and changes the file of the user's digits.

    Every failure is raised as DataError, and leaves the file unchanged.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or my_digits_file()
        self._known: dict[bytes, MyDigit | None] = {}
        """A cache of parsed lines: parsing a thousand digits takes a tenth of a second."""

    def read(self) -> StoredDigits:
        """Read all digits."""
        with self._reporting("Your digits in {} cannot be read."):
            lines = self._lines()
        self._known = {line: self._digit(line) for line in lines}
        digits = [digit for digit in self._known.values() if digit is not None]
        # Of lines with the same id, which no window writes, the first counts.
        by_id = {digit.id: digit for digit in reversed(digits)}
        unreadable = sum(digit is None for digit in self._known.values())
        return StoredDigits(tuple(d for d in digits if by_id[d.id] is d), unreadable)

    def add(self, label: int, drawing: Drawing) -> MyDigit:
        """Save a drawing that shows the digit `label`."""
        digit = MyDigit.new(label, drawing)
        line = format_digit(digit)
        with self._reporting("The digit cannot be saved in {}."), self._locked():
            _append(self.path, line)
        self._known[line] = digit
        return digit

    def delete(self, ids: Collection[str]) -> DeletedDigits:
        """Delete digits by their ids; those that are already deleted do not matter."""
        deleted: list[tuple[int, bytes]] = []

        def without(lines: _Lines) -> _Lines:
            deleted.extend((i, line) for i, line in enumerate(lines) if line_id(line) in ids)
            return [line for line in lines if line_id(line) not in ids]

        with self._reporting("The digits in {} cannot be deleted."):
            self._rewrite(without)
        return DeletedDigits(tuple(deleted))

    def restore(self, deleted: DeletedDigits) -> None:
        """Undo a deletion, so that the digits are at their former places."""

        def with_deleted(lines: _Lines) -> _Lines:
            present = set(lines)
            for index, line in deleted.lines:
                if line not in present:
                    lines.insert(index, line)
            return lines

        with self._reporting("The digits cannot be put back into {}."):
            self._rewrite(with_deleted)

    def relabel(self, labels: Mapping[str, int]) -> dict[str, int]:
        """Change the labels of digits, by id, and return their former labels."""
        before: dict[str, int] = {}

        def relabeled(line: bytes) -> bytes:
            wanted = labels.get(line_id(line))
            digit = None if wanted is None else self._digit(line)
            if wanted is None or digit is None:
                return line
            before[digit.id] = digit.label
            return format_digit(replace(digit, label=wanted))

        with self._reporting("The digits in {} cannot be changed."):
            self._rewrite(lambda lines: [relabeled(line) for line in lines])
        return before

    def export(self, path: Path) -> int:
        """Write all readable digits to a stroke file, and return their number.

        Raises OutputError where that would replace a file of a run or the digits' own file.
        """
        check_replaceable(path, inputs=[self.path])
        digits = self.read().digits
        write_strokes(path, (LabeledDrawing(digit.drawing, digit.label) for digit in digits))
        return len(digits)

    def _digit(self, line: bytes) -> MyDigit | None:
        return self._known[line] if line in self._known else parse_digit(line)

    def _lines(self) -> _Lines:
        if is_missing(self.path):
            return []
        try:
            content = read_bounded(self.path, _MAX_BYTES)
        except ValueError as error:
            raise OSError(f"{self.path}: {error}") from error
        if content.count(b"\n") > _MAX_DIGITS:
            raise OSError(f"{self.path} has more than {_MAX_DIGITS:,} lines")
        return [line for line in content.split(b"\n") if line.strip()]

    def _rewrite(self, change: Callable[[_Lines], _Lines]) -> None:
        with self._locked():
            lines = change(self._lines())
            write_atomically(self.path, b"".join(line + b"\n" for line in lines))

    def _locked(self) -> HeldLock:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return HeldLock(self.path.with_name(f".{self.path.name}.lock"), _LOCK_TIMEOUT)

    @contextmanager
    def _reporting(self, sentence: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DataError(sentence.format(self.path), str(error)) from error


def _append(path: Path, line: bytes) -> None:
    """Append a line to a file, or leave the file unchanged."""
    with path.open("ab+", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        if size + len(line) >= _MAX_BYTES:
            raise OSError(f"{path} is full: it would be larger than {_MAX_BYTES:,} bytes")
        try:
            _write(file, (b"" if _ends_a_line(file, size) else b"\n") + line + b"\n")
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(size)
            raise


def _ends_a_line(file: BinaryIO, size: int) -> bool:
    if size == 0:
        return True
    file.seek(size - 1)
    return file.read(1) == b"\n"


def _write(file: BinaryIO, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]
