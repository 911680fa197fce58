"""The lines of a history: what happened in a training, in order."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from core.errors import HyperparameterError, RunError
from core.files import read_bounded
from core.hyperparameters import FIELDS
from core.json_file import MOST, UNREADABLE, count, duration, parse_object, real
from core.training.events import EpochEnd, LiveChange

Record = EpochEnd | LiveChange
_LARGEST = 1 << 26
"""Bytes; the most epochs that a run can have are two million."""
_LONGEST_LINE = 1 << 14
"""Bytes; one that changes every setting has two thousand."""
_MOST_RECORDS = 200_000
_LOSSES = "train_loss", "validation_loss"
_SHARES = "train_accuracy", "validation_accuracy"
_TIMES = "seconds", "train_seconds"


class History(NamedTuple):
    """What could be read of a file."""

    records: tuple[Record, ...]
    problem: str = ""
    """Why it ends there, where more was written than can be read."""


def record_to_dict(record: Record) -> dict[str, object]:
    """An event as plain values for JSON, with its kind under "event"."""
    kind = "epoch" if isinstance(record, EpochEnd) else "change"
    return {"event": kind, **asdict(record)}


def record_of(values: dict[str, Any]) -> Record:
    """The event that `record_to_dict` was given.

    Raises ValueError, TypeError, KeyError or HyperparameterError where it is none.
    """
    if values["event"] == "change":
        return _change(values["images_seen"], values["values"])
    if values["event"] != "epoch":
        raise ValueError(f"unknown event {values['event']!r}")
    return EpochEnd(
        count(values["epoch"]),
        **{name: real(values[name]) for name in _LOSSES},
        **{name: real(values[name], least=0, most=1) for name in _SHARES},
        **{name: duration(values[name]) for name in _TIMES},
    )


def read_history(path: Path) -> History:
    """All up to the first line that cannot be read; a last line that was being written when the
    power went is no problem. Raises RunError where there is no file to read."""
    try:
        *lines, _ = read_bounded(path, _LARGEST).split(b"\n", _MOST_RECORDS + 1)
    except (OSError, ValueError) as error:
        raise RunError(f"{path} cannot be read as a history.", str(error)) from error
    return history_of(lines)


def history_of(lines: Sequence[bytes]) -> History:
    """What lines say, up to the first that says nothing, or what cannot follow those before."""
    records: list[Record] = []
    order = _Order()
    for number, line in enumerate(lines, start=1):
        try:
            if number > _MOST_RECORDS or len(line) > _LONGEST_LINE:
                raise ValueError("it is too long")
            record = record_of(parse_object(line))
            order.check(record)
        except (*UNREADABLE, HyperparameterError) as error:
            return History(tuple(records), f"line {number}: {error!s:.300}")
        records.append(record)
    return History(tuple(records))


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
        if self._seconds > MOST:
            raise ValueError("it has taken too long")


def _change(seen: object, values: object) -> LiveChange:
    if not isinstance(values, dict):
        raise TypeError(f"{values} are no changes")
    for name, value in values.items():
        if not FIELDS[name].live:
            raise ValueError(f"{name} cannot change while training")
        FIELDS[name].check(value)
    return LiveChange(count(seen), values)
