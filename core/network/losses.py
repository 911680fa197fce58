"""The output layer and its loss, as one: their gradients simplify together."""

from typing import Protocol

import numpy as np

from core.network.activations import Sigmoid
from core.network.arrays import Floats


class Loss(Protocol):
    """How logits become probabilities, and how far those are from one-hot targets."""

    def probabilities(self, logits: Floats, out: Floats | None = None) -> Floats:
        """The outputs ŷ for logits of shape (n, 10)."""

    def total(self, logits: Floats, targets: Floats) -> float:
        """The loss of all samples, added up, from logits and one-hot targets, both (n, 10)."""

    def gradient(self, probabilities: Floats, targets: Floats) -> None:
        """Replace `probabilities` by the derivative of `total` by the logits, in place."""


class SigmoidCrossEntropy:
    """One sigmoid per class; L = Σ_k [−y_k ln ŷ_k − (1 − y_k) ln(1 − ŷ_k)], ∂L/∂a = ŷ − y."""

    def probabilities(self, logits: Floats, out: Floats | None = None) -> Floats:
        out = np.empty_like(logits) if out is None else out
        np.copyto(out, logits)
        Sigmoid().apply(out)
        return out

    def total(self, logits: Floats, targets: Floats) -> float:
        # L = ln(1 + eᵃ) − y a = max(a, 0) + ln(1 + e^−|a|) − y a: finite for every finite logit.
        softplus = np.abs(logits)
        np.negative(softplus, out=softplus)
        np.exp(softplus, out=softplus)
        np.log1p(softplus, out=softplus)
        softplus += np.maximum(logits, 0)
        softplus -= logits * targets
        return float(softplus.sum())

    def gradient(self, probabilities: Floats, targets: Floats) -> None:
        probabilities -= targets


LOSSES: dict[str, Loss] = {"sigmoid_cross_entropy": SigmoidCrossEntropy()}
