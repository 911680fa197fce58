"""Saliency: which pixels of a drawing are evidence for a digit, and which against it."""

from functools import partial

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, IMAGE_SIDE, PIXELS, Images, Split, to_pixels
from core.explanations.log_odds import log_odds_gradient
from core.nn.activations import Floats
from core.nn.input_gradient import input_gradient
from core.nn.mlp import MLP

_BASELINES_PER_DIGIT = 4
_STEPS = 6
"""240 gradients in all: on test images and the built-in model, the values correlate by 0.97 with
those of 4,800 gradients, and with twice as many gradients by 0.98."""


def choose_baselines(split: Split) -> Images:
    """Choose the images to compare with, (40, 784) uint8: the first four of each digit."""
    rows = [np.flatnonzero(split.labels == digit) for digit in range(CLASSES)]
    chosen: Images = split.images[np.concatenate([row[:_BASELINES_PER_DIGIT] for row in rows])]
    return chosen


def saliency(
    network: MLP, pixels: npt.NDArray[np.uint8], digit: int, baselines: Images, steps: int = _STEPS
) -> Floats:
    """Compute what each pixel of an image (28, 28) uint8 adds to the log odds of `digit`, (28, 28).

    Expected gradients (Erion, Janizek, Sturmfels, Lundberg and Lee 2021): integrated gradients
    (Sundararajan, Taly and Yan 2017), (x − x') ⊙ ∫₀¹ ∇f(x' + t(x − x')) dt, averaged over
    baselines x' that are real images, (n, 784) uint8. With a blank baseline, paper could never be
    evidence, although the open top distinguishes a 4 from a 9. The integral is a Gauss–Legendre
    sum of `steps` gradients. All values add up to f(x) minus the mean of f(x').
    """
    dtype = network.parameters.dtype
    image = to_pixels(pixels.reshape(1, PIXELS), dtype=dtype)
    start = to_pixels(baselines, dtype=dtype)
    difference = image - start
    nodes, weights = _quadrature(steps, dtype)
    path = start[:, None] + nodes[:, None] * difference[:, None]
    by_logits = partial(log_odds_gradient, digit=digit)
    gradients = input_gradient(network, path.reshape(-1, PIXELS), by_logits)
    difference *= weights @ gradients.reshape(path.shape)
    mean: Floats = difference.mean(axis=0)
    return mean.reshape(IMAGE_SIDE, IMAGE_SIDE)


def _quadrature(steps: int, dtype: npt.DTypeLike) -> tuple[Floats, Floats]:
    """Give nodes and weights for an integral from 0 to 1."""
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    return ((nodes + 1) / 2).astype(dtype), (weights / 2).astype(dtype)
