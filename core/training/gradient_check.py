"""Checking the gradients of back-propagation by numerical differentiation."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.datasets.dataset import CLASSES, Dataset, to_pixels
from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats
from core.nn.mlp import MLP
from core.training.objective import Objective
from core.training.trainer import new_network

STEP = 1e-5
"""The h of the central difference (f(w + h) − f(w − h)) / 2h, as in the course of the report."""


@dataclass(frozen=True, slots=True, eq=False)
class GradientCheck:
    """The analytic and the numerical gradient of an array, at the parameters that were checked."""

    array: str
    """Such as "layer 1 weights"."""
    indices: list[tuple[int, ...]]
    analytic: Floats
    numerical: Floats

    @property
    def relative_error(self) -> float:
        """The relative error ‖f_a − f_n‖ / max(‖f_a‖, ‖f_n‖) of the array; 0 where both are 0.

        For a single parameter this is the course's |f_a − f_n| / max(|f_a|, |f_n|). With the norm,
        rounding does not decide about a parameter whose derivative is nearly zero.
        """
        return relative_error(self.analytic, self.numerical)


def relative_error(analytic: Floats, numerical: Floats) -> float:
    """Compute ‖f_a − f_n‖ / max(‖f_a‖, ‖f_n‖); 0 where both are 0."""
    largest = max(np.linalg.norm(analytic), np.linalg.norm(numerical))
    difference = np.linalg.norm(analytic - numerical)
    return float(difference / largest) if largest else 0.0


def check_gradients(
    dataset: Dataset, settings: Hyperparameters, *, images: int = 16, limit: int = 1000
) -> list[GradientCheck]:
    """Check every parameter array of a new network in float64 on the first training images.

    Of an array with more than `limit` parameters, that many random ones are checked.
    """
    network = new_network(settings, dtype=np.float64)
    split = dataset.train.first(images)
    pixels = to_pixels(split.images, dtype=np.float64)
    targets = np.eye(CLASSES)[split.labels]
    objective = Objective(network, settings, training_images=len(split))
    objective.differentiate(pixels, targets)
    rng = np.random.default_rng(settings.seed)
    checks = []
    for name, values, gradient in parameter_arrays(network, objective.gradient):
        flat = rng.permutation(values.size)[:limit]
        indices = [tuple(map(int, np.unravel_index(i, values.shape))) for i in flat]
        numerical = [
            central_difference(lambda: objective.value(pixels, targets), values, index)
            for index in indices
        ]
        analytic = np.array([gradient[index] for index in indices])
        checks.append(GradientCheck(name, indices, analytic, np.array(numerical)))
    return checks


def central_difference(
    function: Callable[[], float], values: Floats, index: tuple[int, ...], h: float = STEP
) -> float:
    """Compute ∂function/∂values[index]; `values` is changed meanwhile."""
    value = values[index]
    values[index] = value + h
    above = function()
    values[index] = value - h
    below = function()
    values[index] = value
    return (above - below) / (2 * h)


def parameter_arrays(network: MLP, gradient: Floats) -> list[tuple[str, Floats, Floats]]:
    """List each array of parameters: its name, its values, and its part of the gradient (views)."""
    named = []
    for kind, values, gradients in zip(
        ("weights", "biases"),
        (network.weights, network.biases),
        network.views(gradient),
        strict=True,
    ):
        for layer, (value, part) in enumerate(zip(values, gradients, strict=True), start=1):
            named.append((f"layer {layer} {kind}", value, part))
    return named
