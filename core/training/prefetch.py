"""Distorted mini-batches, which a second thread prepares ahead of the training."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.augmentation.augment import augment
from core.augmentation.augmentation_settings import AugmentationStrengths
from core.datasets.dataset import Split, to_pixels
from core.nn.activations import Floats
from core.synthesis.synthetic_images import ReplacementShares, SyntheticImages

Order = npt.NDArray[np.intp]
"""Indices of the training images in the order of an epoch."""
_STRETCH_IMAGES = 2048
"""Images that are distorted together, in 32 groups; a whole mini-batch where that is larger."""


class AugmentationPlan(NamedTuple):
    """Everything besides the seed that the distortions of an epoch's images depend on."""

    seen: int
    """Images that the training had seen before the epoch."""
    origin: int
    """The position in the epoch at which this plan begins: 0, or that of the last change."""
    batch_size: int
    strengths: AugmentationStrengths
    shares: ReplacementShares = ReplacementShares()

    @property
    def changes_images(self) -> bool:
        """Whether images are distorted or replaced."""
        return self.strengths.any or self.shares.any

    def stretch(self, position: int, length: int) -> tuple[int, int]:
        """Give the start and end of the images that are distorted together with that at `position`.

        They are whole mini-batches, and the same for a training that is resumed in their middle.
        """
        together = max(_STRETCH_IMAGES // self.batch_size, 1) * self.batch_size
        start = self.origin + (position - self.origin) // together * together
        return start, min(start + together, length)


class PreparedImages(NamedTuple):
    """Distorted images, ready for the network."""

    pixels: Floats
    """(n, 784) float32."""
    non_digit: npt.NDArray[np.bool_]
    """(n,); whether each image is a non-digit."""

    def rows(self, first: int, count: int) -> "PreparedImages":
        """Give some of the images (views)."""
        part = slice(first, first + count)
        return PreparedImages(self.pixels[part], self.non_digit[part])


class AugmentationPrefetcher:
    """Gives distorted images, and meanwhile prepares the next ones in a second thread.

    The images are the same as without the thread.
    """

    def __init__(self, split: Split, seed: int) -> None:
        self._split = split
        self._seed = seed
        self._synthetic: SyntheticImages | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._order: Order | None = None
        self._plan: AugmentationPlan | None = None
        self._stretches: dict[int, Future[PreparedImages]] = {}
        """By their start: the stretch in use, and the next one."""

    def __call__(self, order: Order, position: int, plan: AugmentationPlan) -> PreparedImages:
        """Give the mini-batch of `order` that begins at `position`."""
        if order is not self._order or plan != self._plan:
            self._order, self._plan = order, plan
            self._stretches.clear()
        start, end = plan.stretch(position, len(order))
        for first in list(self._stretches):
            if first < start:
                del self._stretches[first]
        prepared = self._prepare(start, order, plan).result()
        if end < len(order):
            self._prepare(end, order, plan)
        return prepared.rows(position - start, plan.batch_size)

    def close(self) -> None:
        """End the thread that prepares images."""
        self._stretches.clear()
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
            self._thread = None

    def _prepare(
        self, start: int, order: Order, plan: AugmentationPlan
    ) -> "Future[PreparedImages]":
        if start not in self._stretches:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="distorter")
            self._stretches[start] = self._thread.submit(self._distort, start, order, plan)
        return self._stretches[start]

    def _distort(self, start: int, order: Order, plan: AugmentationPlan) -> PreparedImages:
        rng = np.random.default_rng([self._seed, plan.seen, start])
        indices = order[slice(*plan.stretch(start, len(order)))]
        images = self._split.images[indices]
        non_digit = np.zeros(len(images), bool)
        if plan.shares.any:
            if self._synthetic is None:
                self._synthetic = SyntheticImages(self._seed)
            non_digit = self._synthetic.replace_some(
                images, self._split.labels[indices], plan.shares, rng
            )
        changed = augment(images, plan.strengths, rng) if plan.strengths.any else to_pixels(images)
        return PreparedImages(changed, non_digit)
