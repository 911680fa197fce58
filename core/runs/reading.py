"""What a run's folder says of its training."""

import json
from pathlib import Path

from core.errors import HyperparameterError, RunError
from core.hyperparameters import FIELDS, Hyperparameters
from core.runs.folder import HISTORY, HYPERPARAMETERS
from core.training.events import LiveChange


def read_settings(folder: Path) -> Hyperparameters:
    """What the training began with. Raises RunError where that cannot be read."""
    path = folder / HYPERPARAMETERS
    try:
        return Hyperparameters.from_dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, RecursionError, HyperparameterError) as error:
        raise RunError(f"{path} cannot be read as hyperparameters.", str(error)) from error


def read_changes(folder: Path) -> list[LiveChange]:
    """The live changes in the order in which they were made. Raises RunError."""
    path = folder / HISTORY
    try:
        records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return [_change(record) for record in records if record["event"] == "change"]
    except (
        OSError,
        ValueError,
        TypeError,
        KeyError,
        RecursionError,
        HyperparameterError,
    ) as error:
        raise RunError(f"{path} cannot be read as a history.", str(error)) from error


def _change(record: dict[str, object]) -> LiveChange:
    seen, values = record["images_seen"], record["values"]
    if not isinstance(seen, int) or not isinstance(values, dict):
        raise TypeError(f"{record} is no change")
    for name, value in values.items():
        if not FIELDS[name].live:
            raise ValueError(f"{name} cannot change while training")
        FIELDS[name].check(value)
    return LiveChange(seen, values)
