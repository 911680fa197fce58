"""The live changes that a run is still to make: those of a replay, and of a run that goes on."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from core.foundation.errors import HyperparameterError, RunError
from core.foundation.files import is_missing
from core.foundation.json_file import READ_ERRORS, check_count, read_object, write_object
from core.runs.history import Record, record_of
from core.runs.layout import PLAN
from core.training.events import EpochEnd, LiveChange
from core.training.replay import ScheduledChange

_CHANGES, _AFTER_EPOCH = "changes", "after_epoch"


class Plan(NamedTuple):
    """What could be read of a file."""

    changes: tuple[ScheduledChange, ...] = ()
    problem: str = ""
    """Why it cannot be read."""


def write_plan(folder: Path, planned: Iterable[ScheduledChange]) -> None:
    """Write the changes to come into the folder of a run; no file where there are none.

    Raises OSError.
    """
    changes = [_to_dict(each) for each in planned]
    if changes:
        write_object(folder / PLAN, {_CHANGES: changes})
    else:
        (folder / PLAN).unlink(missing_ok=True)


def read_plan(path: Path) -> Plan:
    """The changes in a file; none where there is no file."""
    if is_missing(path):
        return Plan()
    try:
        return Plan(tuple(_planned(told) for told in read_object(path)[_CHANGES]))
    except (*READ_ERRORS, RunError, HyperparameterError) as error:
        return Plan(problem=f"the live changes that were still to come cannot be read: {error}")


def still_to_come(
    planned: Sequence[ScheduledChange], history: Iterable[Record]
) -> tuple[ScheduledChange, ...]:
    """Of changes that were planned, those that have not been made according to a history.

    They are made in their order: where one has been, so have those before it, even if the line
    that told of it is lost.
    """
    made = epochs = 0
    for record in history:
        if isinstance(record, EpochEnd):
            epochs = record.epoch
        else:
            left = range(made, len(planned))
            made = next((n + 1 for n in left if _is_made(planned[n], record, epochs)), made)
    return tuple(planned[made:])


def _is_made(planned: ScheduledChange, record: LiveChange, epochs: int) -> bool:
    """Whether a change that was made after so many epochs may be the one that was planned."""
    return (
        epochs >= planned.epochs
        and record.images_seen >= planned.change.images_seen
        and record.values == planned.change.values
    )


def _to_dict(planned: ScheduledChange) -> dict[str, Any]:
    change = planned.change
    return {
        _AFTER_EPOCH: planned.epochs,
        "images_seen": change.images_seen,
        "values": dict(change.values),
    }


def _planned(told: dict[str, Any]) -> ScheduledChange:
    change = record_of({"event": "change", **told})
    if not isinstance(change, LiveChange):
        raise TypeError(f"{told} is no change")
    return ScheduledChange(check_count(told[_AFTER_EPOCH]), change)
