"""What a network misreads on the test set: which digits for which, and the images themselves."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE, Images, Split
from core.runs.result import TestResult

_MOST_EXAMPLES = 24
_MOST_PAIRS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Misread:
    """A test image."""

    number: int
    """Of the test set, counted from 0."""
    image: Images
    """(28, 28) uint8; 0 is paper."""
    digit: int
    read_as: int


def misread_images(test: TestResult, split: Split) -> list[Misread]:
    """Some of them, spread over the test set; none where the answers are not of this set."""
    if len(test.answers) != len(split):
        return []
    wrong = np.flatnonzero(test.answers != split.labels)
    chosen = wrong[_spread(len(wrong), _MOST_EXAMPLES)]
    shape = IMAGE_SIDE, IMAGE_SIDE
    return [
        Misread(i, split.images[i].reshape(shape), int(split.labels[i]), int(test.answers[i]))
        for i in chosen.tolist()
    ]


def most_confused(confusion: npt.NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """The most frequent errors: a digit, what it was read as, and how often."""
    errors = confusion * (1 - np.eye(len(confusion), dtype=np.int64))
    order = np.argsort(-errors, axis=None, kind="stable")[:_MOST_PAIRS]
    found = [divmod(place, len(confusion)) for place in order.tolist()]
    return [(i, j, int(errors[i, j])) for i, j in found if errors[i, j]]


def _spread(count: int, most: int) -> npt.NDArray[np.intp]:
    if count <= most:
        return np.arange(count)
    return np.linspace(0, count - 1, most).round().astype(np.intp)
