"""What is known about a training at the end of an epoch, for the rules of the hints."""

from dataclasses import dataclass
from functools import cached_property
from math import isnan, log

import numpy as np

from core.datasets.dataset import CLASSES
from core.hyperparameters.schema import Hyperparameters
from core.runs.epoch_statistics import EpochStatistics, LayerRecord
from core.runs.run_series import RunSeries
from core.training.events import EpochEnd, LiveChange

_SHARE = 1 / CLASSES
_HARMLESS = {"speed", "epochs", "patience"}
"""Live fields that do not change how a step is computed."""
_BASE_RATE_LOSSES = {
    "sigmoid_cross_entropy": -CLASSES * (_SHARE * log(_SHARE) + (1 - _SHARE) * log(1 - _SHARE)),
    "softmax_cross_entropy": log(CLASSES),
    "sigmoid_quadratic": CLASSES * _SHARE * (1 - _SHARE) / 2,
}
"""The mean loss of the constant answer “10% for each digit”, in closed form."""


@dataclass(frozen=True)
class BatchLosses:
    """The losses of mini-batches of a training, which are known before an epoch ends."""

    first: float
    """That of the first one, before any step: of the untrained network."""
    recent: float
    """The mean of the last ones."""
    count: int
    """How many of the last ones."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """The history of a training until now; what is not known is empty or None."""

    settings: Hyperparameters
    """With all live changes."""
    epochs: tuple[EpochEnd, ...] = ()
    changes: tuple[LiveChange, ...] = ()
    statistics: tuple[EpochStatistics, ...] = ()
    batches: BatchLosses | None = None
    divergence: str | None = None
    """The reason that the training gave when it ended because it diverged."""
    range_rate: float | None = None
    """The learning rate that a range test of these settings has suggested."""

    @property
    def epoch(self) -> int:
        """The last completed epoch."""
        return self.epochs[-1].epoch if self.epochs else 0

    @cached_property
    def series(self) -> RunSeries:
        """The losses and accuracies of all epochs, up to the first that is not finite."""
        return RunSeries.of_epochs(self.epochs).until_divergence()

    @cached_property
    def unchanged(self) -> RunSeries:
        """Those of the epochs that began after the last change of how a step is computed."""
        images = self.settings.training_images
        begin = max((c.images_seen for c in self.changes if c.values.keys() - _HARMLESS), default=0)
        after = [end for end in self.epochs if (end.epoch - 1) * images >= begin]
        return RunSeries.of_epochs(after).until_divergence()

    @property
    def base_rate_loss(self) -> float:
        """The loss of the constant answer “10% for each digit”."""
        return _BASE_RATE_LOSSES[self.settings.loss]

    def recent_statistics(self, count: int) -> tuple[EpochStatistics, ...]:
        """Return the last measurements after the last change; none where there are fewer."""
        numbers = set(self.unchanged.epochs.tolist())
        found = tuple(each for each in self.statistics if each.epoch in numbers)
        return found[-count:] if len(found) >= count else ()

    @property
    def hidden_layers(self) -> tuple[LayerRecord, ...]:
        """The last statistics of the hidden layers."""
        recent = self.recent_statistics(1)
        return recent[0].layers[:-1] if recent else ()

    def largest_updates(self, count: int) -> list[float]:
        """Return ‖ΔW‖ / ‖W‖ of the layer where it was largest, for each of the last measurements.

        Empty where it is not known for each of them.
        """
        recent = self.recent_statistics(count)
        found = [np.array([layer.update_ratio for layer in each.layers]) for each in recent]
        largest = [float(np.max(ratios)) for ratios in found]
        return [] if any(map(isnan, largest)) else largest
