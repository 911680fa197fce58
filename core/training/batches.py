"""Mini-batches of the training images, undistorted or distorted."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.augmentation.augmentation_settings import AugmentationStrengths
from core.datasets.dataset import CLASSES, PIXELS, Labels, Split, to_pixels
from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats
from core.nn.losses import NO_CLASS_TARGET
from core.synthesis.synthetic_images import ReplacementShares
from core.training.prefetch import AugmentationPlan, AugmentationPrefetcher, Order

NON_DIGIT = -1
"""The label of an image that shows no digit."""


class Batch(NamedTuple):
    """A mini-batch, whose arrays the next one overwrites."""

    pixels: Floats
    """(n, 784), 0-1."""
    targets: Floats
    """(n, 10)"""
    labels: Labels
    """The digits, or `NON_DIGIT`."""
    non_digits: int = 0
    """The number of labels that are `NON_DIGIT`."""


def digit_targets(smoothing: float, dtype: npt.DTypeLike) -> Floats:
    """Give the target of each digit, (10, 10), one-hot or smoothed.

    With smoothing, a share is spread over all digits (Szegedy et al. 2016).
    """
    targets: Floats = ((1 - smoothing) * np.eye(CLASSES) + smoothing / CLASSES).astype(dtype)
    return targets


class BatchLoader:
    """Gathers images as floats, targets and labels into buffers that it keeps."""

    def __init__(self, split: Split, dtype: npt.DTypeLike, smoothing: float = 0.0) -> None:
        self._split = split
        self._dtype = dtype
        self._targets_of = digit_targets(smoothing, dtype)[split.labels]
        self._make_room(1)

    def __call__(self, indices: Order) -> Batch:
        """Gather the images with these indices, which must be valid.

        They are not checked: without a check NumPy gathers directly into the buffer.
        """
        rows = len(indices)
        if rows > len(self._bytes):
            self._make_room(rows)
        images, pixels = self._bytes[:rows], self._pixels[:rows]
        self._split.images.take(indices, axis=0, out=images, mode="clip")
        targets, labels = self.targets_and_labels(indices)
        return Batch(to_pixels(images, out=pixels), targets, labels)

    def targets_and_labels(self, indices: Order) -> tuple[Floats, Labels]:
        """Gather the targets and labels of images without their pixels."""
        if len(indices) > len(self._targets):
            self._make_room(len(indices))
        targets = self._targets[: len(indices)]
        self._targets_of.take(indices, axis=0, out=targets, mode="clip")
        return targets, self._split.labels[indices]

    def _make_room(self, rows: int) -> None:
        self._bytes = np.empty((rows, PIXELS), np.uint8)
        self._pixels = np.empty((rows, PIXELS), self._dtype)
        self._targets = np.empty((rows, CLASSES), self._dtype)


class BatchSource:
    """Gives the mini-batches of an epoch, one after the other."""

    def __init__(self, split: Split, settings: Hyperparameters, dtype: npt.DTypeLike) -> None:
        smoothing = settings.label_smoothing if settings.applies("label_smoothing") else 0.0
        self._load = BatchLoader(split, dtype, smoothing)
        self._distort = AugmentationPrefetcher(split, settings.seed)
        self._dtype = dtype
        self._non_digit_target = NO_CLASS_TARGET[settings.loss]
        self.plan(settings, 1, seen=0, origin=0)

    def plan(self, settings: Hyperparameters, epoch: int, *, seen: int, origin: int) -> None:
        """Use settings from the position `origin` of an epoch on.

        The training had seen `seen` images before this epoch.
        """
        strengths, shares = (
            AugmentationStrengths.in_epoch(epoch, settings),
            ReplacementShares.of(settings),
        )
        self._plan = AugmentationPlan(seen, origin, settings.batch_size, strengths, shares)

    def changes_with(self, settings: Hyperparameters, epoch: int) -> bool:
        """Whether these settings would give other mini-batches than the present plan."""
        wanted = (
            settings.batch_size,
            AugmentationStrengths.in_epoch(epoch, settings),
            ReplacementShares.of(settings),
        )
        return wanted != self._plan[2:]

    def take(self, order: Order, position: int) -> Batch:
        """Give the mini-batch that begins at a position of the epoch's order."""
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
        """End the thread that prepares images."""
        self._distort.close()
