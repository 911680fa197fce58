"""Runs made up for the reports: their histories, and folders of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.hyperparameters.schema import Hyperparameters
from core.runs.annotations import Annotations
from core.runs.history import Record
from core.runs.run import Run, RunState
from core.runs.run_metadata import RunMetadata
from core.training.events import EpochEnd, LiveChange, Status, TrainingEnd

EPOCHS = np.arange(1, 101)
FALLING = 0.3 + 2 / EPOCHS**0.5

Values = npt.NDArray[np.float64] | Sequence[float]


def accuracy_of(loss: float) -> float:
    """One that goes with a loss."""
    return float(np.clip(1 - loss / 4, 0.1, 1))


def history(train: Values, validation: Values, *changes: LiveChange) -> Run:
    """A completed run with these losses."""
    epochs = [
        EpochEnd(n, float(t), accuracy_of(t), float(v), accuracy_of(v), 1.0, 0.5)
        for n, (t, v) in enumerate(zip(train, validation, strict=True), start=1)
    ]
    return run_of([*changes, *epochs])


def run_of(
    records: Sequence[Record],
    settings: Hyperparameters | None = None,
    status: Status = Status.COMPLETED,
    reason: str = "",
) -> Run:
    """A run that has ended with a history."""
    end = TrainingEnd(status, len(records), 1.0, reason)
    return Run(
        Path("run"),
        RunMetadata("", datetime(2026, 3, 1, tzinfo=UTC)),
        settings or Hyperparameters(epochs=1000),
        tuple(records),
        RunState(status.value),
        end,
        None,
        Annotations(),
    )
