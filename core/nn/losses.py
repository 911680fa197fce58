"""Output layers with their losses, together because their gradients simplify together."""

from typing import Protocol

import numpy as np

from core.nn.activations import Floats, Sigmoid


class Loss(Protocol):
    """An output layer, which turns logits into probabilities, and its loss.

    Targets are one-hot or, with label smoothing, nearly so; `NO_CLASS_TARGET` has those of images
    of no class.
    """

    def probabilities(self, logits: Floats, out: Floats | None = None) -> Floats:
        """Compute the outputs ŷ for logits of shape (n, 10)."""

    def total(self, logits: Floats, targets: Floats) -> float:
        """Compute the summed loss of all samples from logits and targets, both (n, 10)."""

    def gradient(self, probabilities: Floats, targets: Floats) -> None:
        """Replace `probabilities` by the derivative of `total` by the logits, in place."""


NO_CLASS_TARGET = {
    "sigmoid_cross_entropy": 0.0,
    "softmax_cross_entropy": 0.1,
    "sigmoid_quadratic": 0.0,
}
"""The target of each output for an image of no class: sigmoids can all be 0, and a softmax can
be uniform."""


class SigmoidCrossEntropy:
    """One sigmoid per class: L = Σ_k [−y_k ln ŷ_k − (1 − y_k) ln(1 − ŷ_k)], ∂L/∂a = ŷ − y."""

    def probabilities(self, logits: Floats, out: Floats | None = None) -> Floats:
        return _sigmoid(logits, out)

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


class SoftmaxCrossEntropy:
    """A softmax, ŷ_k = eᵃᵏ / Σ_j eᵃʲ: L = −Σ_k y_k ln ŷ_k, ∂L/∂a = ŷ − y (Bridle 1990)."""

    def probabilities(self, logits: Floats, out: Floats | None = None) -> Floats:
        # Subtracting the largest logit leaves the quotient the same, and no power overflows.
        out = np.subtract(logits, logits.max(axis=1, keepdims=True), out=out)
        np.exp(out, out=out)
        out /= out.sum(axis=1, keepdims=True)
        return out

    def total(self, logits: Floats, targets: Floats) -> float:
        shifted = logits - logits.max(axis=1, keepdims=True)
        target_sum = np.vdot(shifted, targets)
        np.exp(shifted, out=shifted)
        return float(np.log(shifted.sum(axis=1)).sum() - target_sum)

    def gradient(self, probabilities: Floats, targets: Floats) -> None:
        probabilities -= targets


class SigmoidQuadratic:
    """One sigmoid per class: L = ½ Σ_k (ŷ_k − y_k)², ∂L/∂a = (ŷ − y) ŷ (1 − ŷ)."""

    def probabilities(self, logits: Floats, out: Floats | None = None) -> Floats:
        return _sigmoid(logits, out)

    def total(self, logits: Floats, targets: Floats) -> float:
        error = _sigmoid(logits, None)
        error -= targets
        return 0.5 * float(np.vdot(error, error))

    def gradient(self, probabilities: Floats, targets: Floats) -> None:
        slope = 1.0 - probabilities
        slope *= probabilities
        probabilities -= targets
        probabilities *= slope


def _sigmoid(logits: Floats, out: Floats | None) -> Floats:
    out = np.empty_like(logits) if out is None else out
    np.copyto(out, logits)
    Sigmoid().apply(out)
    return out


LOSSES: dict[str, Loss] = {
    "sigmoid_cross_entropy": SigmoidCrossEntropy(),
    "softmax_cross_entropy": SoftmaxCrossEntropy(),
    "sigmoid_quadratic": SigmoidQuadratic(),
}
