"""The commands to the training thread, and what it reports besides training events."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.foundation.errors import InklingError
from core.training.events import BatchEnd, Command, EpochEnd

if TYPE_CHECKING:
    from core.datasets.dataset import Split
    from core.evaluation.metrics import Evaluation
    from core.models.model_file import Model
    from core.training.optimizers import OptimizerMemory
    from gui.session.run_launcher import ContinuedLaunch


class Pause:
    """Command: wait before the next mini-batch."""


class Resume:
    """Command: continue."""


@dataclass(frozen=True)
class Step:
    """Command: continue, and pause after the next event of a kind."""

    until: type[BatchEnd] | type[EpochEnd]
    epoch: int = 0
    """Ends of epochs before this one do not count."""

    def ends_with(self, event: object) -> bool:
        """Return whether this is the event to pause after."""
        return isinstance(event, self.until) and event.epoch >= self.epoch


class Leave:
    """Command: end the training so that it can be resumed later."""


class PublishModel:
    """Command: publish the network as it is now."""


SessionCommand = Pause | Resume | Step | Leave | PublishModel | Command


@dataclass(frozen=True, eq=False)
class PublishedModel:
    """Reports the current network: on command, when paused, and at the end."""

    model: "Model"
    memory: "OptimizerMemory | None" = None
    """What its optimizer remembers; None where that is not reported."""


class Paused:
    """Reports that the training waits."""


@dataclass(frozen=True, eq=False)
class Tested:
    """Reports the evaluation of a part of the test set, at the end of the training."""

    model: "Model"
    evaluation: "Evaluation"
    split: "Split"


@dataclass(frozen=True)
class Recording:
    """Reports where the run is recorded, before its first mini-batch."""

    folder: Path


@dataclass(frozen=True)
class Saved:
    """Reports that the run is on disk."""

    folder: Path


@dataclass(frozen=True, eq=False)
class Continuable:
    """Reports that the training was stopped, and how it goes on at the same mini-batch."""

    launch: "ContinuedLaunch"


@dataclass(frozen=True)
class NotSaved:
    """Reports that the run could not be written; the training itself is not affected."""

    error: InklingError
