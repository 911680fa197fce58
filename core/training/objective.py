"""The objective that training minimizes, and its gradient."""

import numpy as np

from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats
from core.nn.backprop import Backprop, BatchResult, Masks
from core.nn.mlp import MLP


class Objective:
    """The objective of a mini-batch: its loss, summed or averaged, plus penalties on the weights.

    The penalties are λ/(2n) Σw² + λ₁/n Σ|w|, where n is the number of training images. With λ alone
    a step along the gradient is the report's w ← (1 − ηλ/n) w − η Σ ∂L/∂w.
    """

    def __init__(self, network: MLP, settings: Hyperparameters, training_images: int) -> None:
        self._training_images = training_images
        self._backprop = Backprop(network)
        self._weights = network.parameters[: network.weight_count]
        self._weight_gradients = self._backprop.gradient[: network.weight_count]
        self._scratch: Floats | None = None
        self.settings = settings
        """May be replaced between mini-batches."""

    @property
    def gradient(self) -> Floats:
        """The gradient of the last mini-batch, laid out like the network's parameters."""
        return self._backprop.gradient

    def differentiate(
        self, pixels: Floats, targets: Floats, masks: Masks | None = None
    ) -> BatchResult:
        """Compute `gradient` for images (n, 784) and targets (n, 10)."""
        settings = self.settings
        scale = 1 / len(pixels) if settings.gradient == "mean" else 1.0
        result = self._backprop(pixels, targets, masks, scale)
        if settings.l2:
            self._add_penalty(self._weights, settings.l2)
        if settings.l1:
            self._add_penalty(np.sign(self._weights), settings.l1)
        return result

    def value(self, pixels: Floats, targets: Floats, masks: Masks | None = None) -> float:
        """Compute the objective."""
        settings, weights = self.settings, self._weights
        loss = self._backprop.total(pixels, targets, masks)
        if settings.gradient == "mean":
            loss /= len(pixels)
        penalty = settings.l2 / 2 * np.vdot(weights, weights) if settings.l2 else 0.0
        if settings.l1:
            penalty += settings.l1 * np.abs(weights).sum()
        return float(loss + penalty / self._training_images)

    def _add_penalty(self, direction: Floats, strength: float) -> None:
        if self._scratch is None:
            self._scratch = np.empty_like(self._weights)
        np.multiply(direction, strength / self._training_images, out=self._scratch)
        self._weight_gradients += self._scratch
