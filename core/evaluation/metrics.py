"""Loss, accuracy and confusion matrix of a network on a split."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, Split, to_pixels
from core.nn.mlp import MLP

_BATCH_ROWS = 1000
_ONE_HOT = np.eye(CLASSES, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """How a network does on the images seen so far, out of `total`."""

    images: int
    total: int
    loss: float
    """Mean over the images of the loss summed over the outputs."""
    confusion: npt.NDArray[np.int64]
    """(10, 10) int64; rows are the true digits, columns the predicted ones."""
    predictions: npt.NDArray[np.uint8]
    """(images,) uint8; the digit that each was read as."""

    @property
    def correct(self) -> int:
        """The number of images read rightly."""
        return int(np.trace(self.confusion))

    @property
    def errors(self) -> int:
        """The number of images misread."""
        return self.images - self.correct

    @property
    def accuracy(self) -> float:
        """The fraction of images read rightly."""
        return self.correct / self.images


def evaluation_steps(network: MLP, split: Split) -> Iterator[Evaluation]:
    """Evaluate in parts of 1,000 images, so that the caller can show progress or stop."""
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
    *_, whole = evaluation_steps(network, split)
    return whole


# A network that has diverged has infinite or undefined sums; its loss says so.
@np.errstate(over="ignore", invalid="ignore")
def _evaluate_batch(
    network: MLP, images: npt.NDArray[np.uint8], labels: npt.NDArray[np.intp]
) -> tuple[float, npt.NDArray[np.intp]]:
    dtype = network.parameters.dtype
    logits = network.logits(to_pixels(images, dtype=dtype))
    loss = network.loss.total(logits, _ONE_HOT[labels].astype(dtype))
    return loss, logits.argmax(axis=1)
