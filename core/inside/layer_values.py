"""The sums and outputs of every layer of a network for some images."""

from dataclasses import dataclass

import numpy as np

from core.foundation.errors import ModelError
from core.nn.activations import Floats
from core.nn.mlp import MLP


@dataclass(frozen=True, slots=True, eq=False)
class LayerValues:
    """What one layer makes of n images; all arrays have the type of the network's parameters."""

    inputs: Floats
    """(n, n_in); the outputs of the layer before, or the pixels from 0 to 1."""
    sums: Floats
    """(n, n_out); the weighted sums z with the bias."""
    outputs: Floats
    """(n, n_out); f(z), and for the last layer the probabilities ŷ."""
    slopes: Floats | None
    """(n, n_out); f'(z); None for the last layer."""


# A diverged network has infinite or undefined sums, which are shown as such.
@np.errstate(all="ignore")
def layer_values(network: MLP, pixels: Floats, last: int | None = None) -> list[LayerValues]:
    """Compute the values of layers 0 to `last` (default: all) for images (n, 784) of floats."""
    values = pixels.astype(network.parameters.dtype, copy=False)
    layers: list[LayerValues] = []
    for layer in range(len(network.weights) if last is None else last + 1):
        sums = values @ network.weights[layer] + network.biases[layer]
        layers.append(_activated(network, layer, values, sums))
        values = layers[-1].outputs
    return layers


def _activated(network: MLP, layer: int, inputs: Floats, sums: Floats) -> LayerValues:
    if layer == len(network.weights) - 1:
        return LayerValues(inputs, sums, network.loss.probabilities(sums), None)
    outputs, slopes = sums.copy(), np.empty_like(sums)
    network.activations[layer].differentiate(outputs, slopes)
    return LayerValues(inputs, sums, outputs, slopes)


def check_hidden_layer(network: MLP, layer: int) -> None:
    """Raise ModelError, with a sentence about it, where there is no hidden layer of this index."""
    hidden = len(network.activations)
    if not hidden:
        raise ModelError("This network has no hidden layers: its pixels lead straight to digits.")
    if not 0 <= layer < hidden:
        raise ModelError(f"There is no hidden layer {layer + 1}: this network has {hidden}.")


def check_unit(network: MLP, layer: int, unit: int) -> None:
    """Raise ModelError, with a sentence about it, where a layer or unit does not exist.

    The output layer, whose unit k is the digit k, counts as the last one.
    """
    layers = len(network.weights)
    if not 0 <= layer < layers:
        raise ModelError(f"There is no layer {layer + 1}: this network has {layers}.")
    units = network.sizes[layer + 1]
    if not 0 <= unit < units:
        raise ModelError(f"Layer {layer + 1} has no unit {unit}: its units are 0 to {units - 1}.")
