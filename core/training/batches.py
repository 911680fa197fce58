"""Mini-batches from a split, without a new array for each."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, PIXELS, Labels, Split, to_pixels
from core.nn.activations import Floats

Order = npt.NDArray[np.intp]
"""Indices of the training images in the order of an epoch."""


NON_DIGIT = -1
"""The label of an image that is none."""


class Batch(NamedTuple):
    """Overwritten by the next one."""

    pixels: Floats
    """(n, 784), 0-1."""
    targets: Floats
    """(n, 10)"""
    labels: Labels
    """The digits, or `NON_DIGIT`."""
    non_digits: int = 0
    """How many of them are `NON_DIGIT`."""


def digit_targets(smoothing: float, dtype: npt.DTypeLike) -> Floats:
    """The target of each digit, (10, 10): one-hot, or with a share spread over all digits
    (Szegedy et al. 2016)."""
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
        """The images with these indices, which must be valid.

        (They are not checked: without a check NumPy gathers straight into the buffer.)
        """
        rows = len(indices)
        if rows > len(self._bytes):
            self._make_room(rows)
        images, pixels = self._bytes[:rows], self._pixels[:rows]
        self._split.images.take(indices, axis=0, out=images, mode="clip")
        targets, labels = self.targets_and_labels(indices)
        return Batch(to_pixels(images, out=pixels), targets, labels)

    def targets_and_labels(self, indices: Order) -> tuple[Floats, Labels]:
        """Targets and labels alone."""
        if len(indices) > len(self._targets):
            self._make_room(len(indices))
        targets = self._targets[: len(indices)]
        self._targets_of.take(indices, axis=0, out=targets, mode="clip")
        return targets, self._split.labels[indices]

    def _make_room(self, rows: int) -> None:
        self._bytes = np.empty((rows, PIXELS), np.uint8)
        self._pixels = np.empty((rows, PIXELS), self._dtype)
        self._targets = np.empty((rows, CLASSES), self._dtype)
