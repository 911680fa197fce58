"""Where a training's mini-batches come from: as they are, or distorted."""

import numpy.typing as npt

from core.augmentation.strengths import Strengths
from core.datasets.dataset import Split
from core.hyperparameters import Hyperparameters
from core.training.batches import Batch, BatchLoader, Order
from core.training.distortion import Distorter, Plan


class BatchSource:
    """The mini-batches of an epoch, one after the other."""

    def __init__(self, split: Split, settings: Hyperparameters, dtype: npt.DTypeLike) -> None:
        smoothing = settings.label_smoothing if settings.applies("label_smoothing") else 0.0
        self._load = BatchLoader(split, dtype, smoothing)
        self._distort = Distorter(split, settings.seed)
        self._dtype = dtype
        self._plan = Plan(0, 0, settings.batch_size, Strengths.in_epoch(1, settings))

    def plan(self, settings: Hyperparameters, epoch: int, *, seen: int, origin: int) -> None:
        """What holds from the position `origin` of an epoch on, before which `seen` images were
        learnt from."""
        strengths = Strengths.in_epoch(epoch, settings)
        self._plan = Plan(seen, origin, settings.batch_size, strengths)

    def changes_with(self, settings: Hyperparameters, epoch: int) -> bool:
        """Whether these settings give other mini-batches than those planned."""
        planned = self._plan.batch_size, self._plan.strengths
        return (settings.batch_size, Strengths.in_epoch(epoch, settings)) != planned

    def take(self, order: Order, position: int) -> Batch:
        """The mini-batch that begins at a position of the epoch's order."""
        indices = order[position : position + self._plan.batch_size]
        if not self._plan.strengths.any:
            return self._load(indices)
        pixels = self._distort(order, position, self._plan)
        return Batch(pixels.astype(self._dtype, copy=False), *self._load.aims(indices))

    def close(self) -> None:
        """End what works ahead."""
        self._distort.close()
