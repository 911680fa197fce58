"""The state of a training, from which it can be continued bit for bit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.hyperparameters.schema import Hyperparameters
from core.training.schedules import Plateau
from core.training.stopping import EarlyStopping
from core.training.train_step import TrainStepState


@dataclass
class Progress:
    """The progress of a training, and its results at the ends of epochs that matter later."""

    epochs: int = 0
    """The number of completed epochs."""
    position: int = 0
    """The number of images seen in the present epoch."""
    origin: int = 0
    """The position in that epoch at which the present settings took effect."""
    images_seen: int = 0
    """The number of images seen since the start of the training."""
    plateau: Plateau = field(default_factory=Plateau)
    stopping: EarlyStopping = field(default_factory=EarlyStopping)


@dataclass(frozen=True, eq=False)
class TrainingState:
    """A copy of the whole state of a training, which does not change with it."""

    settings: Hyperparameters
    """The settings with all live changes so far."""
    train_step: TrainStepState
    progress: Progress
    shuffle: Mapping[str, Any]
    """The state of the random numbers before the order of the present epoch was drawn."""
    seconds: float
