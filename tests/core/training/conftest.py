"""Data small enough to train on in no time and to follow by hand."""

from collections.abc import Callable

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split


def _split(rng: np.random.Generator, count: int) -> Split:
    return Split(rng.integers(0, 256, (count, 784), np.uint8), rng.integers(0, 10, count))


@pytest.fixture
def tiny() -> Callable[..., Dataset]:
    """A data set of `train` and `validation` random images; image i begins with the byte i."""

    def make(train: int = 20, validation: int = 5) -> Dataset:
        rng = np.random.default_rng(7)
        images = rng.integers(0, 256, (train, 784), np.uint8)
        images[:, 0] = np.arange(train)
        training = Split(images, rng.integers(0, 10, train))
        return Dataset("tiny", training, _split(rng, validation), _split(rng, 5))

    return make
