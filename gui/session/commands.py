"""What the window says to the training's thread, and what it hears besides events."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.foundation.errors import InklingError
from core.training.events import BatchEnd, Command, EpochEnd

if TYPE_CHECKING:
    from core.datasets.dataset import Split
    from core.evaluation.metrics import Evaluation
    from core.models.model_file import Model


@dataclass(frozen=True)
class Pause:
    """Command: wait before the next mini-batch."""


@dataclass(frozen=True)
class Resume:
    """Command: go on."""


@dataclass(frozen=True)
class Step:
    """Command: go on, and pause after the next event of a kind."""

    until: type[BatchEnd] | type[EpochEnd]
    epoch: int = 0
    """Of an epoch before this one the end does not count."""

    def ends_with(self, event: object) -> bool:
        """Whether this is the event."""
        return isinstance(event, self.until) and event.epoch >= self.epoch


@dataclass(frozen=True)
class Leave:
    """Command: end the training so that it can be resumed later."""


@dataclass(frozen=True)
class PublishModel:
    """Command: publish the network as it is now."""


SessionCommand = Pause | Resume | Step | Leave | PublishModel | Command


@dataclass(frozen=True, eq=False)
class PublishedModel:
    """Published when asked, when paused and at the end: the network as it is then."""

    model: "Model"


@dataclass(frozen=True)
class Paused:
    """Published when the training waits."""


@dataclass(frozen=True, eq=False)
class Tested:
    """Published at the end, after each part of the test set: how the network does on it."""

    model: "Model"
    evaluation: "Evaluation"
    split: "Split"


@dataclass(frozen=True)
class Saved:
    """Published when the run is on the disk."""

    folder: Path


@dataclass(frozen=True)
class NotSaved:
    """Published when the run could not be written; the training is not harmed."""

    error: InklingError
