"""All that a stopped training needs to go on as if it had not been stopped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.hyperparameters.schema import Hyperparameters
from core.training.schedules import Plateau
from core.training.stopping import EarlyStopping
from core.training.train_step import TrainStepState


@dataclass
class Progress:
    """Where a training is, and what it has found at the ends of its epochs."""

    epochs: int = 0
    """Completed."""
    position: int = 0
    """Images learned from in the epoch under way."""
    origin: int = 0
    """Where in that epoch the present settings began."""
    images_seen: int = 0
    """Since the start of the training."""
    plateau: Plateau = field(default_factory=Plateau)
    stopping: EarlyStopping = field(default_factory=EarlyStopping)


@dataclass(frozen=True, eq=False)
class TrainingState:
    """A copy, apart from the training that it was taken of."""

    settings: Hyperparameters
    """With all changes so far."""
    train_step: TrainStepState
    progress: Progress
    shuffle: Mapping[str, Any]
    """State of the random numbers before the order of the epoch under way was drawn."""
    seconds: float
