"""All explanations of answers, with the training images that they compare with."""

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import Split
from core.explanations.counterfactual import Counterfactual, find_counterfactual
from core.explanations.neighbors import NearestImages, Neighbor
from core.explanations.saliency import choose_baselines, saliency
from core.nn.activations import Floats
from core.nn.mlp import MLP

NEIGHBORS = 5

Pixels = npt.NDArray[np.uint8]
"""(28, 28) uint8; 0 is paper."""


class Explainer:
    """Makes explanations, and keeps the parts of the training images that these need."""

    def __init__(self, training: Split) -> None:
        self._baselines = choose_baselines(training)
        self._images = NearestImages(training)

    def saliency(self, network: MLP, pixels: Pixels, digit: int) -> Floats:
        """Compute what each pixel adds to the log odds of a digit, (28, 28), read-only."""
        values = saliency(network, pixels, digit, self._baselines)
        values.setflags(write=False)
        return values

    def nearest(self, pixels: Pixels) -> tuple[Neighbor, ...]:
        """Find the five nearest training images."""
        return self._images.nearest(pixels, NEIGHBORS)

    def counterfactual(self, network: MLP, pixels: Pixels, digit: int) -> Counterfactual | None:
        """Search for the smallest change that makes an image the digit; None if none is found."""
        return find_counterfactual(network, pixels, digit, self._images)
