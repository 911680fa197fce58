"""The file of live changes that a run has not made yet: of a replay, or of a resumed run."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from core.foundation.errors import HyperparameterError, RunError
from core.foundation.files import is_missing
from core.foundation.json_file import READ_ERRORS, check_count, read_object, write_object
from core.runs.history import Record, parse_record
from core.runs.layout import PLAN
from core.training.events import EpochEnd, LiveChange
from core.training.replay import PlannedChange

_CHANGES, _AFTER_EPOCH = "changes", "after_epoch"


class Plan(NamedTuple):
    """What could be read from a file of planned changes."""

    changes: tuple[PlannedChange, ...] = ()
    problem: str = ""
    """Why the file cannot be read; empty where it can."""


def write_plan(folder: Path, planned: Iterable[PlannedChange]) -> None:
    """Write the planned changes into the folder of a run; no file where there are none.

    Raises OSError.
    """
    changes = [_to_dict(each) for each in planned]
    if changes:
        write_object(folder / PLAN, {_CHANGES: changes})
    else:
        (folder / PLAN).unlink(missing_ok=True)


def read_plan(path: Path) -> Plan:
    """Read a file of planned changes; there are none where there is no file."""
    if is_missing(path):
        return Plan()
    try:
        return Plan(tuple(_planned(values) for values in read_object(path)[_CHANGES]))
    except (*READ_ERRORS, RunError, HyperparameterError) as error:
        return Plan(problem=f"the live changes that were still to come cannot be read: {error}")


def pending_changes(
    planned: Sequence[PlannedChange], history: Iterable[Record]
) -> tuple[PlannedChange, ...]:
    """Return the planned changes that have not been made according to a history.

    Changes are made in their order: where one has been made, so have those before it, even if
    their lines are lost.
    """
    made = epochs = 0
    for record in history:
        if isinstance(record, EpochEnd):
            epochs = record.epoch
        else:
            rest = range(made, len(planned))
            made = next((n + 1 for n in rest if _is_made(planned[n], record, epochs)), made)
    return tuple(planned[made:])


def _is_made(planned: PlannedChange, record: LiveChange, epochs: int) -> bool:
    """Return whether a change made after so many epochs may be the planned one."""
    return (
        epochs >= planned.epochs
        and record.images_seen >= planned.change.images_seen
        and record.values == planned.change.values
    )


def _to_dict(planned: PlannedChange) -> dict[str, Any]:
    change = planned.change
    return {
        _AFTER_EPOCH: planned.epochs,
        "images_seen": change.images_seen,
        "values": dict(change.values),
    }


def _planned(values: dict[str, Any]) -> PlannedChange:
    change = parse_record({"event": "change", **values})
    if not isinstance(change, LiveChange):
        raise TypeError(f"{values} is not a change")
    return PlannedChange(check_count(values[_AFTER_EPOCH]), change)
