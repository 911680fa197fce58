"""A network as a list of layers, the form that other programs use."""

from dataclasses import dataclass

import numpy as np

from core.models.model_file import Model
from core.nn.activations import Floats

OUTPUTS = {
    "sigmoid_cross_entropy": "sigmoid",
    "softmax_cross_entropy": "softmax",
    "sigmoid_quadratic": "sigmoid",
}
"""The function from logits to probabilities, by the name of the loss."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A layer, which computes f(x W + b)."""

    weights: Floats
    """(n_in, n_out) float32."""
    biases: Floats
    """(n_out,) float32."""
    function: str
    """The name of f: an activation, or in the output layer sigmoid or softmax."""


def layers_of(model: Model) -> list[Layer]:
    """Return the layers of a model, from the first hidden layer to the output layer."""
    network, settings = model.network, model.hyperparameters
    functions = (*settings.activations, OUTPUTS[settings.loss])
    return [
        Layer(weights.astype(np.float32), biases.astype(np.float32), function)
        for weights, biases, function in zip(
            network.weights, network.biases, functions, strict=True
        )
    ]
