"""The history of a run is a file with a line for each epoch and each live change, in order."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple, Self

from core.foundation.errors import HyperparameterError, RunError
from core.foundation.files import read_bounded, write_atomically
from core.foundation.json_file import (
    MAX_COUNT,
    READ_ERRORS,
    check_count,
    check_duration,
    check_real,
    parse_object,
)
from core.hyperparameters.schema import FIELDS, with_present_names
from core.runs.growing_file import GrowingFile
from core.training.events import EpochEnd, LiveChange

Record = EpochEnd | LiveChange
Line = Record | None
"""A line of a history; None where it is lost."""
_LOST = "lost"
"""The event of a line that could not be read when a damaged history was repaired."""
LARGEST = 1 << 26
"""Bytes."""
_LONGEST_LINE = 1 << 14
"""Bytes; a line that changes every setting has two thousand."""
_MOST_LINES = 200_000
_LOSSES = "train_loss", "validation_loss"
_SHARES = "train_accuracy", "validation_accuracy"
_TIMES = "seconds", "train_seconds"


class History(NamedTuple):
    """What could be read from a history file."""

    lines: tuple[Line, ...]
    problem: str = ""
    """The first line that cannot be read, and why. A line marked as lost can be read."""

    @property
    def records(self) -> tuple[Record, ...]:
        """The lines that can be read."""
        return tuple(line for line in self.lines if line is not None)


def record_to_dict(record: Record) -> dict[str, object]:
    """Return an event as plain values for JSON, with its kind under "event"."""
    kind = "epoch" if isinstance(record, EpochEnd) else "change"
    return {"event": kind, **asdict(record)}


def line_to_bytes(line: Line) -> bytes:
    """Return a line as it is in the file; a lost line is marked as lost."""
    values = record_to_dict(line) if line is not None else {"event": _LOST}
    return json.dumps(values).encode() + b"\n"


def parse_record(values: dict[str, Any]) -> Record:
    """Read what `record_to_dict` returned.

    Raises ValueError, TypeError, KeyError or HyperparameterError for anything else.
    """
    if values["event"] == "change":
        return _parse_change(values["images_seen"], values["values"])
    if values["event"] != "epoch":
        raise ValueError(f"unknown event {values['event']!r}")
    return EpochEnd(
        check_count(values["epoch"]),
        **{name: check_real(values[name], minimum=0) for name in _LOSSES},
        **{name: check_real(values[name], minimum=0, maximum=1) for name in _SHARES},
        **{name: check_duration(values[name]) for name in _TIMES},
    )


LOST_LINE = line_to_bytes(None)


def read_history(path: Path) -> History:
    """Read a history file, as far as it can be read.

    A last line that was being written when the power failed is no problem. Raises RunError where
    there is no file to read.
    """
    try:
        *lines, rest = read_bounded(path, LARGEST).split(b"\n", _MOST_LINES + 1)
    except (OSError, ValueError) as error:
        raise RunError(f"{path} cannot be read as a history.", str(error)) from error
    # After a power failure, the end of a file may also be zeros.
    if not rest.startswith(b"{") and (rest.strip(b"\0") or (rest and not lines)):
        lines.append(rest)  # no training has written that
    return parse_history(lines)


def parse_history(lines: Sequence[bytes]) -> History:
    """Parse lines, with None for each that cannot be read or cannot follow those before it."""
    parsed: list[Line] = []
    order, problem = _Order(), ""
    for number, line in enumerate(lines[: _MOST_LINES + 1], start=1):
        try:
            if number > _MOST_LINES or len(line) > _LONGEST_LINE:
                raise ValueError("it is too long")
            parsed.append(_parse_line(line, order))
        except (*READ_ERRORS, HyperparameterError) as error:
            parsed.append(None)
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            problem = problem or f"line {number}: {reason:.300}"
    return History(tuple(parsed), problem)


def until_epoch(records: Sequence[Record], epoch: int) -> tuple[Record, ...]:
    """Return the records up to the end of an epoch; all where there is no such epoch."""
    numbers = [record.epoch if isinstance(record, EpochEnd) else 0 for record in records]
    return tuple(records[: numbers.index(epoch) + 1] if epoch in numbers else records)


def last_epoch(lines: Sequence[Line]) -> int:
    """Return the last epoch of a history; 0 where it has none."""
    return max((line.epoch for line in lines if isinstance(line, EpochEnd)), default=0)


def _parse_line(line: bytes, order: "_Order") -> Line:
    values = parse_object(line)
    if values.get("event") == _LOST:
        return None
    record = parse_record(values)
    order.check(record)
    return record


class _Order:
    """Checks the order of records: epochs count up, and neither images nor time go backwards."""

    def __init__(self) -> None:
        self._epoch = self._seen = 0
        self._seconds = 0.0

    def check(self, record: Record) -> None:
        """Raise ValueError where a record cannot come next."""
        if isinstance(record, LiveChange):
            if record.images_seen < self._seen:
                raise ValueError("a change comes before the one above it")
            self._seen = record.images_seen
            return
        if record.epoch <= self._epoch:
            raise ValueError(f"epoch {record.epoch} comes after epoch {self._epoch}")
        self._epoch = record.epoch
        self._seconds += record.seconds
        if self._seconds > MAX_COUNT:
            raise ValueError("its epochs take too long")


def _parse_change(seen: object, values: object) -> LiveChange:
    if not isinstance(values, dict):
        raise TypeError(f"{values} are not changes")
    changed = with_present_names(values)
    for name, value in changed.items():
        if not FIELDS[name].live:
            raise ValueError(f"{name} cannot change during training")
        FIELDS[name].check(value)
    return LiveChange(check_count(seen), changed)


_LARGEST_CRC = (1 << 32) - 1


class Checksum(NamedTuple):
    """The checksum of a history, by which it is recognized without parsing its lines."""

    size: int
    """Bytes."""
    crc32: int

    @classmethod
    def of_content(cls, content: bytes | bytearray) -> Self:
        """Return the checksum of the content of a history file."""
        return cls(len(content), zlib.crc32(content))

    @classmethod
    def from_dict(cls, values: object) -> Self | None:
        """Read what `_asdict` returned. Raises ValueError or KeyError for anything else."""
        if values is None:
            return None
        if not isinstance(values, dict):
            raise ValueError(f"{values!r:.60} is not a checksum")
        return cls(check_count(values["size"]), check_count(values["crc32"], _LARGEST_CRC))

    def fits(self, content: bytes) -> bool:
        """Return whether a history begins with the content that has this checksum."""
        return len(content) >= self.size and zlib.crc32(content[: self.size]) == self.crc32


class HistoryFile(GrowingFile):
    """Appends lines to a history, and writes all of it again where the file has gone."""

    def __init__(self, path: Path, lines: Sequence[Line] = (), *, rewrite: bool = False) -> None:
        """Continue a file that holds `lines`.

        A file that begins with so many lines is left as it is, unless `rewrite` is set; what
        follows them is removed by the first `append`.

        Raises OSError.
        """
        beginning = None if rewrite else _beginning(path, len(lines))
        if beginning is None:
            beginning = b"".join(map(line_to_bytes, lines))
            write_atomically(path, beginning)
        super().__init__(path, beginning)

    @property
    def checksum(self) -> Checksum:
        """The checksum of everything that has been written."""
        return Checksum.of_content(self._content)

    def append_lines(self, lines: Sequence[Line]) -> None:
        """Write lines and flush them to the disk. Raises OSError; then none counts as written."""
        self.append(b"".join(map(line_to_bytes, lines)))


def _beginning(path: Path, count: int) -> bytes | None:
    """Return the first lines of a file; None where it has fewer."""
    try:
        lines = path.read_bytes().split(b"\n", count)
    except FileNotFoundError:
        return None
    whole = lines[:count] if len(lines) > count else None
    return None if whole is None else b"".join(line + b"\n" for line in whole)
