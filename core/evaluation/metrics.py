"""Metrics of a network on a split: loss, accuracy with its interval, and confusion matrix."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, Split, to_pixels
from core.nn.mlp import MLP

_BATCH_ROWS = 1000
_ONE_HOT = np.eye(CLASSES, dtype=np.float64)
_Z = 1.959963984540054
"""Of a standard normal distribution, 95% lie between −z and z."""


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The results of a network on the images evaluated so far, of `total` in all."""

    images: int
    total: int
    loss: float
    """Mean over the images of the loss summed over the outputs."""
    confusion: npt.NDArray[np.int64]
    """(10, 10) int64; rows are the true digits, columns the predicted ones."""
    predictions: npt.NDArray[np.uint8]
    """(images,) uint8; the predicted digit of each image."""

    @property
    def correct(self) -> int:
        """The number of images that are classified correctly."""
        return int(np.trace(self.confusion))

    @property
    def errors(self) -> int:
        """The number of images that are misclassified."""
        return self.images - self.correct

    @property
    def accuracy(self) -> float:
        """The fraction of images that are classified correctly."""
        return self.correct / self.images


def evaluation_steps(network: MLP, split: Split) -> Iterator[Evaluation]:
    """Evaluate a split in parts of 1,000 images, so that the caller can show progress or stop."""
    confusion = np.zeros((CLASSES, CLASSES), np.int64)
    predictions = np.empty(len(split), np.uint8)
    loss = 0.0
    for start in range(0, len(split), _BATCH_ROWS):
        rows = slice(start, start + _BATCH_ROWS)
        labels = split.labels[rows]
        part_loss, part = _evaluate_batch(network, split.images[rows], labels)
        loss += part_loss
        confusion += np.bincount(labels * CLASSES + part, minlength=CLASSES**2).reshape(
            CLASSES, CLASSES
        )
        seen = start + len(labels)
        predictions[start:seen] = part
        yield Evaluation(seen, len(split), loss / seen, confusion.copy(), predictions[:seen].copy())


def evaluate(network: MLP, split: Split) -> Evaluation:
    """Evaluate all of `split`, which must not be empty."""
    *_, last = evaluation_steps(network, split)
    return last


def wilson_interval(correct: int, images: int) -> tuple[float, float]:
    """Compute the 95% score interval of a proportion, in fractions; 0 to 1 for no images.

    E. B. Wilson (1927): Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.
    """
    if not images:
        return 0.0, 1.0
    share, square = correct / images, _Z**2 / images
    center = (share + square / 2) / (1 + square)
    reach = _Z * sqrt(share * (1 - share) / images + square / (4 * images)) / (1 + square)
    return max(0.0, center - reach), min(1.0, center + reach)


# A diverged network has infinite or undefined sums, which its loss shows.
@np.errstate(over="ignore", invalid="ignore")
def _evaluate_batch(
    network: MLP, images: npt.NDArray[np.uint8], labels: npt.NDArray[np.intp]
) -> tuple[float, npt.NDArray[np.intp]]:
    dtype = network.parameters.dtype
    logits = network.logits(to_pixels(images, dtype=dtype))
    loss = network.loss.total(logits, _ONE_HOT[labels].astype(dtype))
    return loss, logits.argmax(axis=1)
