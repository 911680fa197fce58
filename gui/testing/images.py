"""The images of the test set, one after the other, by what they were read as."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE

if TYPE_CHECKING:
    from core.datasets.dataset import Split
    from core.evaluation.metrics import Evaluation


class TestImages:
    """A test set, and what a network has said of each of its images."""

    __test__ = False
    """For pytest: not a test."""

    def __init__(self, split: "Split", evaluation: "Evaluation") -> None:
        self._split, self._answers = split, evaluation.answers
        self._last = -1

    def next_of(self, digit: int, answer: int) -> tuple[npt.NDArray[np.uint8], str]:
        """The next image of `digit` that was read as `answer`, (28, 28) uint8, and which it is.

        After the last comes the first. There must be one.
        """
        labels = self._split.labels[: len(self._answers)]
        of_cell = np.flatnonzero((labels == digit) & (self._answers == answer))
        place = int(np.searchsorted(of_cell, self._last, side="right")) % len(of_cell)
        self._last = int(of_cell[place])
        image = self._split.images[self._last].reshape(IMAGE_SIDE, IMAGE_SIDE)
        which = f"{place + 1:,} of {len(of_cell):,}"
        return image, f"Test image {self._last:,}: a {digit}, read as a {answer} ({which})."
