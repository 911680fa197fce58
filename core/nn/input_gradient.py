"""The gradient of a network's output by the pixels of the image."""

from collections.abc import Callable

import numpy as np

from core.nn.activations import Floats
from core.nn.mlp import MLP

Differentiate = Callable[[Floats], Floats]
"""Gives the derivative of a quantity with respect to the logits (n, 10), of the same shape."""


def input_gradient(network: MLP, pixels: Floats, differentiate: Differentiate) -> Floats:
    """Compute the gradient of a quantity of the logits by the pixels, (n, 784), for such images.

    This is back-propagation down to the input, δ_l = (δ_{l+1} Wᵀ) ⊙ f'(a_l), at the pixels without
    the last factor (Simonyan, Vedaldi and Zisserman 2014). No gradient of a weight is computed.
    """
    logits, derivatives = _forward(network, pixels)
    delta = differentiate(logits)
    for layer in reversed(range(len(network.weights))):
        delta = delta @ network.weights[layer].T
        if layer:
            delta *= derivatives[layer - 1]
    return delta


def _forward(network: MLP, pixels: Floats) -> tuple[Floats, list[Floats]]:
    """Compute the logits, and f' of each hidden layer."""
    values = pixels
    derivatives: list[Floats] = []
    last = len(network.weights) - 1
    for layer, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        values = values @ weight
        values += bias
        if layer < last:
            derivatives.append(np.empty_like(values))
            network.activations[layer].differentiate(values, derivatives[layer])
    return values, derivatives
