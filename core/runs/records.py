"""The lines of a history: what happened in a training, in order."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NamedTuple

from core.errors import HyperparameterError, RunError
from core.hyperparameters import FIELDS
from core.json_file import UNREADABLE, parse_object
from core.training.events import EpochEnd, LiveChange

Record = EpochEnd | LiveChange
_LARGEST = 1 << 28
"""Bytes; a million epochs are less."""
_TOO_LARGE = 1e100
"""No loss or time is, and what reckons with larger ones overflows."""
_NUMBERS = tuple(item.name for item in fields(EpochEnd) if item.name != "epoch")


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
    numbers = [values[name] for name in _NUMBERS]
    if not all(type(number) in (int, float) for number in numbers):
        raise TypeError(f"{values} is no epoch")
    epoch = EpochEnd(_count(values["epoch"]), *map(float, numbers))
    shares = epoch.train_accuracy, epoch.validation_accuracy
    if not all(0 <= share <= 1 for share in shares) or max(map(abs, numbers)) > _TOO_LARGE:
        raise ValueError(f"{values} is no epoch")
    return epoch


def read_history(path: Path) -> History:
    """All up to the first line that cannot be read; a last line that was being written when the
    power went is no problem. Raises RunError where there is no file to read."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError(f"larger than {_LARGEST:,} bytes")
        *lines, _ = path.read_bytes().split(b"\n")
    except (OSError, ValueError) as error:
        raise RunError(f"{path} cannot be read as a history.", str(error)) from error
    return history_of(lines)


def history_of(lines: Sequence[bytes]) -> History:
    """What lines say, up to the first that says nothing."""
    records: list[Record] = []
    for number, line in enumerate(lines, start=1):
        try:
            records.append(record_of(parse_object(line)))
        except (*UNREADABLE, HyperparameterError) as error:
            return History(tuple(records), f"line {number}: {error}")
    return History(tuple(records))


def until_epoch(records: Sequence[Record], epoch: int) -> tuple[Record, ...]:
    """Those up to the end of an epoch; all of them where there is no such epoch."""
    numbers = [record.epoch if isinstance(record, EpochEnd) else 0 for record in records]
    return tuple(records[: numbers.index(epoch) + 1] if epoch in numbers else records)


def _change(seen: object, values: object) -> LiveChange:
    if not isinstance(values, dict):
        raise TypeError(f"{values} are no changes")
    for name, value in values.items():
        if not FIELDS[name].live:
            raise ValueError(f"{name} cannot change while training")
        FIELDS[name].check(value)
    return LiveChange(_count(seen), values)


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise TypeError(f"{value!r} is no count")
    return value
