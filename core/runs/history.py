"""The lines of a history: what happened in a training, in order."""

import json
import os
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
from core.training.events import EpochEnd, LiveChange

Record = EpochEnd | LiveChange
Line = Record | None
"""Of a history; None where it tells nothing any more."""
_LOST = "lost"
"""The event of a line that could not be read when a damaged history was written anew."""
LARGEST = 1 << 26
"""Bytes; the most epochs that a run can have are two million."""
_LONGEST_LINE = 1 << 14
"""Bytes; one that changes every setting has two thousand."""
_MOST_LINES = 200_000
_LOSSES = "train_loss", "validation_loss"
_SHARES = "train_accuracy", "validation_accuracy"
_TIMES = "seconds", "train_seconds"


class History(NamedTuple):
    """What could be read of a file."""

    lines: tuple[Line, ...]
    problem: str = ""
    """Which line is the first that cannot be read, and why. One that says it is lost can be."""

    @property
    def records(self) -> tuple[Record, ...]:
        """What can be read."""
        return tuple(line for line in self.lines if line is not None)


def record_to_dict(record: Record) -> dict[str, object]:
    """An event as plain values for JSON, with its kind under "event"."""
    kind = "epoch" if isinstance(record, EpochEnd) else "change"
    return {"event": kind, **asdict(record)}


def line_to_bytes(line: Line) -> bytes:
    """A line as it stands in the file. Of one that is lost it says that."""
    told = record_to_dict(line) if line is not None else {"event": _LOST}
    return json.dumps(told).encode() + b"\n"


def record_of(values: dict[str, Any]) -> Record:
    """The event that `record_to_dict` was given.

    Raises ValueError, TypeError, KeyError or HyperparameterError where it is none.
    """
    if values["event"] == "change":
        return _change(values["images_seen"], values["values"])
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
    """All that can be read; a last line that was being written when the power went is no problem.

    Raises RunError where there is no file to read.
    """
    try:
        *lines, rest = read_bounded(path, LARGEST).split(b"\n", _MOST_LINES + 1)
    except (OSError, ValueError) as error:
        raise RunError(f"{path} cannot be read as a history.", str(error)) from error
    # Where the power went the end of a file may be zeros, too.
    if not rest.startswith(b"{") and (rest.strip(b"\0") or (rest and not lines)):
        lines.append(rest)  # no training was writing that
    return history_of(lines)


def history_of(lines: Sequence[bytes]) -> History:
    """What lines say, with None for each that cannot be read or cannot follow those before."""
    read: list[Line] = []
    order, problem = _Order(), ""
    for number, line in enumerate(lines[: _MOST_LINES + 1], start=1):
        try:
            if number > _MOST_LINES or len(line) > _LONGEST_LINE:
                raise ValueError("it is too long")
            read.append(_line_of(line, order))
        except (*READ_ERRORS, HyperparameterError) as error:
            read.append(None)
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            problem = problem or f"line {number}: {reason:.300}"
    return History(tuple(read), problem)


def until_epoch(records: Sequence[Record], epoch: int) -> tuple[Record, ...]:
    """Those up to the end of an epoch; all of them where there is no such epoch."""
    numbers = [record.epoch if isinstance(record, EpochEnd) else 0 for record in records]
    return tuple(records[: numbers.index(epoch) + 1] if epoch in numbers else records)


def _line_of(line: bytes, order: "_Order") -> Line:
    told = parse_object(line)
    if told.get("event") == _LOST:
        return None
    record = record_of(told)
    order.check(record)
    return record


class _Order:
    """What has happened so far: epochs count up, and neither images nor time runs backwards."""

    def __init__(self) -> None:
        self._epoch = self._seen = 0
        self._seconds = 0.0

    def check(self, record: Record) -> None:
        """Raises ValueError where a record cannot come next."""
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
            raise ValueError("it has taken too long")


def _change(seen: object, values: object) -> LiveChange:
    if not isinstance(values, dict):
        raise TypeError(f"{values} are no changes")
    changed = with_present_names(values)
    for name, value in changed.items():
        if not FIELDS[name].live:
            raise ValueError(f"{name} cannot change while training")
        FIELDS[name].check(value)
    return LiveChange(check_count(seen), changed)


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
        return cls(check_count(told["size"]), check_count(told["crc32"], _LARGEST_CRC))

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
