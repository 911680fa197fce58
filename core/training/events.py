"""The events that a training yields and the commands that it accepts, all immutable."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from core.hyperparameters.fields import Value


class Status(StrEnum):
    """The way in which a training ended."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    PRUNED = "pruned"
    """A search stopped the trial, because it was worse than others."""


class BatchEnd(NamedTuple):
    """A mini-batch has ended. This is a named tuple, since there are thousands in a second."""

    epoch: int
    """Counted from 1."""
    images_seen: int
    """Since the start of the training."""
    loss: float
    """The mean over the mini-batch, before its step."""
    accuracy: float


@dataclass(frozen=True)
class Evaluating:
    """Another 1,000 images have been evaluated at the end of an epoch."""

    epoch: int


@dataclass(frozen=True)
class EpochEnd:
    """A pass over the training images and the evaluation after it; accuracies are fractions."""

    epoch: int
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float
    """The duration of the whole epoch without pauses."""
    train_seconds: float
    """The same without the evaluation."""


@dataclass(frozen=True)
class LiveChange:
    """Hyperparameters have changed from the next mini-batch on."""

    images_seen: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class TrainingEnd:
    """The last event of every training."""

    status: Status
    epochs: int
    """The number of completed epochs."""
    seconds: float
    """The duration without pauses."""
    reason: str = ""
    """A sentence for the user where the status does not say everything."""


Event = BatchEnd | Evaluating | EpochEnd | LiveChange | TrainingEnd


class Stop:
    """The command to end the training now."""


@dataclass(frozen=True)
class Change:
    """The command to use these values of live hyperparameters from the next mini-batch on."""

    values: Mapping[str, Value]


Command = Stop | Change
