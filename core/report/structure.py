"""The network of a run in a table: layers and how many parameters they have."""

from itertools import pairwise
from typing import NamedTuple

from core.datasets.dataset import CLASSES, PIXELS
from core.fields import Choice
from core.hyperparameters import FIELDS, Hyperparameters

_OUTPUTS = {
    "sigmoid_cross_entropy": "Sigmoid",
    "softmax_cross_entropy": "Softmax",
    "sigmoid_quadratic": "Sigmoid",
}


class Layer(NamedTuple):
    """A row; counts with commas."""

    name: str
    units: str
    activation: str
    weights: str
    biases: str
    parameters: str


def layers_of(settings: Hyperparameters) -> list[Layer]:
    """Hidden layers and the output, and at last all of them together."""
    sizes = (PIXELS, *settings.hidden_layers, CLASSES)
    names = [f"hidden {n}" for n in range(1, len(settings.hidden_layers) + 1)] + ["output"]
    rows = [
        Layer(name, f"{n_in} → {n_out}", label, *_counts(n_in * n_out, n_out))
        for name, (n_in, n_out), label in zip(
            names, pairwise(sizes), _activation_labels(settings), strict=True
        )
    ]
    weights = sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    return [*rows, Layer("all", network_of(settings), "", *_counts(weights, sum(sizes[1:])))]


def network_of(settings: Hyperparameters) -> str:
    """Its layers, such as 784-20-10."""
    return "-".join(map(str, (PIXELS, *settings.hidden_layers, CLASSES)))


def _counts(weights: int, biases: int) -> tuple[str, str, str]:
    return f"{weights:,}", f"{biases:,}", f"{weights + biases:,}"


def _activation_labels(settings: Hyperparameters) -> list[str]:
    hidden, given = len(settings.hidden_layers), settings.activations
    each = given if len(given) == hidden else given[:1] * hidden
    field = FIELDS["activation"]
    labels = field.options if isinstance(field, Choice) else {}
    return [*(labels.get(name, name) for name in each), _OUTPUTS[settings.loss]]
