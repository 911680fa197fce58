"""Where a training's mini-batches come from: as they are, or distorted."""

import numpy as np
import numpy.typing as npt

from core.augmentation.augmentation_settings import AugmentationStrengths
from core.datasets.dataset import Split
from core.hyperparameters.schema import Hyperparameters
from core.nn.losses import NO_CLASS_TARGET
from core.synthesis.synthetic_images import ReplacementShares
from core.training.batches import NON_DIGIT, Batch, BatchLoader, Order
from core.training.prefetch import AugmentationPlan, AugmentationPrefetcher


class BatchSource:
    """The mini-batches of an epoch, one after the other."""

    def __init__(self, split: Split, settings: Hyperparameters, dtype: npt.DTypeLike) -> None:
        smoothing = settings.label_smoothing if settings.applies("label_smoothing") else 0.0
        self._load = BatchLoader(split, dtype, smoothing)
        self._distort = AugmentationPrefetcher(split, settings.seed)
        self._dtype = dtype
        self._non_digit_target = NO_CLASS_TARGET[settings.loss]
        self.plan(settings, 1, seen=0, origin=0)

    def plan(self, settings: Hyperparameters, epoch: int, *, seen: int, origin: int) -> None:
        """What holds from the position `origin` of an epoch on, before which `seen` images were
        learned from."""
        strengths, shares = (
            AugmentationStrengths.in_epoch(epoch, settings),
            ReplacementShares.of(settings),
        )
        self._plan = AugmentationPlan(seen, origin, settings.batch_size, strengths, shares)

    def changes_with(self, settings: Hyperparameters, epoch: int) -> bool:
        """Whether these settings give other mini-batches than those planned."""
        wanted = (
            settings.batch_size,
            AugmentationStrengths.in_epoch(epoch, settings),
            ReplacementShares.of(settings),
        )
        return wanted != self._plan[2:]

    def take(self, order: Order, position: int) -> Batch:
        """The mini-batch that begins at a position of the epoch's order."""
        indices = order[position : position + self._plan.batch_size]
        if not self._plan.changes_images:
            return self._load(indices)
        pixels, non_digit = self._distort(order, position, self._plan)
        targets, labels = self._load.targets_and_labels(indices)
        targets[non_digit] = self._non_digit_target
        return Batch(
            pixels.astype(self._dtype, copy=False),
            targets,
            np.where(non_digit, NON_DIGIT, labels),
            int(np.count_nonzero(non_digit)),
        )

    def close(self) -> None:
        """End what works ahead."""
        self._distort.close()
