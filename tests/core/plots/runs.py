"""Runs made up for the pictures."""

from datetime import UTC, datetime
from pathlib import Path

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import Hyperparameters
from core.runs.annotations import Annotations
from core.runs.history import Record
from core.runs.run import Run, RunState
from core.runs.run_metadata import RunMetadata
from core.training.events import EpochEnd, LiveChange

SETTINGS = Hyperparameters(training_images=1000)


def epoch(number: int, loss: float, accuracy: float) -> EpochEnd:
    """An end of an epoch that took two seconds, a little better on the training images."""
    return EpochEnd(number, 0.9 * loss, 1 - 0.9 * (1 - accuracy), loss, accuracy, 2.0, 1.5)


def change(seen: int, **values: Value) -> LiveChange:
    """A live change after so many images."""
    return LiveChange(seen, values)


def run_of(*records: Record, settings: Hyperparameters = SETTINGS) -> Run:
    """A run that has ended with this history."""
    about = RunMetadata("", datetime(2026, 1, 1, tzinfo=UTC))
    return Run(Path("run"), about, settings, records, RunState.COMPLETED, None, None, Annotations())


SHORT = run_of(
    epoch(1, 0.9, 0.8),
    change(1500, learning_rate=0.25),
    epoch(2, 0.4, 0.91),
    epoch(3, 0.5, 0.9),
)
