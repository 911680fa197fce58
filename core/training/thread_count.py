"""The default number of threads for the matrix products of a training."""

import os
from itertools import pairwise

from core.augmentation.augmentation_settings import AugmentationStrengths
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import layer_sizes
from core.synthesis.synthetic_images import ReplacementShares

_MIN_SHARED_PRODUCT = 20_000_000
"""Multiplications in the largest product of a mini-batch from which a second thread makes a
training at least a quarter faster; `docs/benchmarks.md` has the measurement."""


def default_threads(settings: Hyperparameters) -> int:
    """Give two threads for wide layers if a second core is idle, else one.

    A core that prepares distorted images is not idle. More than two threads were not measured. The
    settings at the start of a training decide, since the number must not change: the last bits of
    results depend on it.
    """
    sizes = layer_sizes(settings)
    largest = settings.batch_size * max(n_in * n_out for n_in, n_out in pairwise(sizes))
    if largest < _MIN_SHARED_PRODUCT or _prepares_images(settings):
        return 1
    return min(2, os.cpu_count() or 1)


def _prepares_images(settings: Hyperparameters) -> bool:
    return AugmentationStrengths.of(settings).any or ReplacementShares.of(settings).any
