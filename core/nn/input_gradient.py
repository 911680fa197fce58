"""How a network's answer changes with the pixels of the image."""

from collections.abc import Callable

import numpy as np

from core.nn.arrays import Floats
from core.nn.mlp import MLP

Differentiate = Callable[[Floats], Floats]
"""From logits (n, 10) to the derivative of a quantity by them, of the same shape."""


def input_gradient(network: MLP, pixels: Floats, differentiate: Differentiate) -> Floats:
    """The gradient of a quantity of the logits by the pixels, (n, 784), for images (n, 784).

    Back-propagation down to the input: δ_l = (δ_{l+1} Wᵀ) ⊙ f'(a_l), and at the pixels without
    the last factor (Simonyan, Vedaldi and Zisserman 2014). No weight's gradient is computed.
    """
    logits, derivatives = _forward(network, pixels)
    delta = differentiate(logits)
    for layer in reversed(range(len(network.weights))):
        delta = delta @ network.weights[layer].T
        if layer:
            delta *= derivatives[layer - 1]
    return delta


def _forward(network: MLP, pixels: Floats) -> tuple[Floats, list[Floats]]:
    """The logits, and f' of each hidden layer."""
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
