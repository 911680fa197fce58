"""Calibration of a network's confidence on images that it was not trained on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, Labels, Split, to_pixels
from core.nn.activations import Floats
from core.nn.mlp import MLP

TARGET_RISK = 0.2
"""The error rate among the sure answers, as a share of that among all answers."""
_MIN_THRESHOLD = 0.5
"""A digit that is less likely than all others together is never a sure answer."""
_COOLEST, _HOTTEST, _STEPS = 0.05, 20.0, 40
_BATCH_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Calibration:
    """The temperature and the threshold that turn a network's logits into reliable answers."""

    temperature: float = 1.0
    """The divisor of logits."""
    threshold: float = _MIN_THRESHOLD
    """The least confidence of a sure answer."""

    def probabilities(self, network: MLP, pixels: Floats) -> Floats:
        """Compute the outputs ŷ, (n, 10), from logits over the temperature, for images (n, 784)."""
        with np.errstate(all="ignore"):  # a diverged network has infinite or undefined sums
            logits = network.logits(pixels)
            logits /= np.float32(self.temperature)
            return network.loss.probabilities(logits)


def calibrate(network: MLP, split: Split) -> Calibration:
    """Calibrate a network on images that it was not trained on.

    The temperature maximizes the likelihood of the true digits (Guo, Pleiss, Sun and Weinberger
    2017). The threshold is the least one that keeps the errors among the sure answers as rare as
    `TARGET_RISK` demands (Geifman and El-Yaniv 2017), or else the highest confidence found.
    """
    parts = range(0, len(split), _BATCH_ROWS)
    logits = np.concatenate(
        [network.logits(to_pixels(split.images[p : p + _BATCH_ROWS])) for p in parts]
    ).astype(np.float64)
    if not np.isfinite(logits).all():
        return Calibration()
    temperature = _fit_temperature(network, logits, split.labels)
    probabilities = network.loss.probabilities(logits / temperature)
    return Calibration(temperature, _find_threshold(probabilities, split.labels))


def _fit_temperature(network: MLP, logits: Floats, labels: Labels) -> float:
    """Find the temperature by golden-section search in its logarithm (Kiefer 1953)."""
    targets = np.eye(CLASSES)[labels]

    def loss(log_temperature: float) -> float:
        return network.loss.total(logits / np.exp(log_temperature), targets)

    low, high = np.log(_COOLEST), np.log(_HOTTEST)
    golden = (np.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = loss(left), loss(right)
    for _ in range(_STEPS):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = loss(right)
    return float(np.exp((low + high) / 2))


def _find_threshold(probabilities: Floats, labels: Labels) -> float:
    confidence = probabilities.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum((probabilities.argmax(axis=1) != labels)[order])
    risks: npt.NDArray[np.float64] = wrong / np.arange(1, len(order) + 1)
    low_enough = np.flatnonzero(risks <= TARGET_RISK * risks[-1])
    last = low_enough[-1] if len(low_enough) else 0
    return max(float(confidence[order[last]]), _MIN_THRESHOLD)
