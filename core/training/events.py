"""What a training says, and what can be said to it. All of it is immutable."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from core.hyperparameters.fields import Value


class Status(StrEnum):
    """How a training ended."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    DIVERGED = "diverged"


class BatchEnd(NamedTuple):
    """One mini-batch has been learned from. (A named tuple: there are thousands a second.)"""

    epoch: int
    """Counted from 1."""
    images_seen: int
    """Since the start of the training."""
    loss: float
    """Mean over the mini-batch, before its step."""
    accuracy: float


@dataclass(frozen=True)
class Evaluating:
    """A part of the evaluation at the end of an epoch is done: another 1,000 images."""

    epoch: int


@dataclass(frozen=True)
class EpochEnd:
    """One pass over the training images, and the evaluation after it. Accuracies are fractions."""

    epoch: int
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float
    """The whole epoch, without pauses."""
    train_seconds: float
    """The same without its evaluation."""


@dataclass(frozen=True)
class LiveChange:
    """Hyperparameters have changed; the next mini-batch is the first to use them."""

    images_seen: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class TrainingEnd:
    """The last event of every training."""

    status: Status
    epochs: int
    """Epochs completed."""
    seconds: float
    """Without pauses."""
    reason: str = ""
    """A sentence for the person, where the status does not say it all."""


Event = BatchEnd | Evaluating | EpochEnd | LiveChange | TrainingEnd


@dataclass(frozen=True)
class Stop:
    """Command: end now, in order."""


@dataclass(frozen=True)
class Change:
    """Command: use these values of live hyperparameters from the next mini-batch on."""

    values: Mapping[str, Value]


Command = Stop | Change
