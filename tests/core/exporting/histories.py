"""A run with a history, made up."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from core.hyperparameters.schema import Hyperparameters
from core.runs.annotations import Annotations
from core.runs.result import TestResult
from core.runs.run import Run, RunState
from core.runs.run_metadata import RunMetadata
from core.training.events import EpochEnd, LiveChange, Status, TrainingEnd

RUN = Run(
    Path("run"),
    RunMetadata("", datetime(2026, 1, 2, tzinfo=UTC)),
    Hyperparameters(training_images=1000),
    (
        EpochEnd(1, 0.5, 0.8, 0.6, 0.75, 2.0, 1.0),
        LiveChange(1500, {"learning_rate": 0.25, "batch_size": 64}),
        EpochEnd(2, 0.25, 0.9, 0.5, 0.85, 2.0, 0.5),
        LiveChange(2100, {"l2": 0.125}),
    ),
    RunState.STOPPED,
    TrainingEnd(Status.STOPPED, 2, 4.5),
    TestResult(10_000, 0.4, 0.9, np.zeros((10, 10), np.int64), np.zeros(10_000, np.uint8)),
    Annotations(name="a “name”, with\na line"),
)
