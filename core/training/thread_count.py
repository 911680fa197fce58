"""How many threads the matrix products of a training use, where nobody has chosen."""

import os
from itertools import pairwise

from core.augmentation.augmentation_settings import AugmentationStrengths
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import layer_sizes
from core.synthesis.synthetic_images import ReplacementShares

_MIN_SHARED_PRODUCT = 20_000_000
"""Multiplications in the largest product of a mini-batch, from which a second thread makes a
training a quarter faster or more: `docs/benchmarks.md` has the measurement."""


def default_threads(settings: Hyperparameters) -> int:
    """Two for wide layers, where there is a second core that has nothing else to do; else one.

    A core that prepares distorted images has. More than two were not measured. The number is
    that of the settings that a training begins with, and stays: it decides on the last bits.
    """
    sizes = layer_sizes(settings)
    largest = settings.batch_size * max(n_in * n_out for n_in, n_out in pairwise(sizes))
    if largest < _MIN_SHARED_PRODUCT or _prepares_images(settings):
        return 1
    return min(2, os.cpu_count() or 1)


def _prepares_images(settings: Hyperparameters) -> bool:
    return AugmentationStrengths.of(settings).any or ReplacementShares.of(settings).any
