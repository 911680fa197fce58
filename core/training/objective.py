"""What training minimises, and its gradient."""

import numpy as np

from core.hyperparameters import Hyperparameters
from core.network.arrays import Floats
from core.network.backprop import Backprop, BatchResult
from core.network.mlp import MLP


class Objective:
    """The objective of one mini-batch: the loss of its images, summed or averaged, plus
    λ/(2n) Σw² over the weights, where n is the number of training images.

    A step along its gradient is the report's w ← (1 − ηλ/n) w − η Σ ∂L/∂w.
    """

    def __init__(self, network: MLP, settings: Hyperparameters, training_images: int) -> None:
        self._network = network
        self._training_images = training_images
        self._backprop = Backprop(network)
        self.settings = settings
        """May be replaced between mini-batches."""

    @property
    def gradient(self) -> Floats:
        """The gradient of the last mini-batch, laid out as the network's parameters."""
        return self._backprop.gradient

    def differentiate(self, pixels: Floats, targets: Floats) -> BatchResult:
        """Compute `gradient` for images (n, 784) and one-hot targets (n, 10)."""
        result = self._backprop(pixels, targets)
        if self.settings.gradient == "mean":
            self.gradient[:] /= len(pixels)
        if self.settings.l2:
            count = self._network.weight_count
            decay = self.settings.l2 / self._training_images
            self.gradient[:count] += decay * self._network.parameters[:count]
        return result

    def value(self, pixels: Floats, targets: Floats) -> float:
        """The objective itself."""
        network = self._network
        loss = network.loss.total(network.logits(pixels), targets)
        if self.settings.gradient == "mean":
            loss /= len(pixels)
        weights = network.parameters[: network.weight_count]
        penalty = self.settings.l2 / (2 * self._training_images) * np.vdot(weights, weights)
        return float(loss + penalty)
