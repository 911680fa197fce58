"""Forward and backward passes of training, without a new array per mini-batch."""

from typing import NamedTuple

import numpy as np

from core.network.arrays import Floats
from core.network.mlp import MLP


class BatchResult(NamedTuple):
    """What one pass saw, before the step it is for."""

    loss: float
    """Summed over outputs, averaged over the images; without weight decay."""
    predictions: np.ndarray
    """(n,) intp."""


class Backprop:
    """Computes the summed gradient of mini-batches of any size into `gradient`.

    `gradient` is laid out as the network's parameters. Buffers are made once for each size
    of mini-batch: the usual one, and the rest at the end of an epoch.
    """

    def __init__(self, network: MLP) -> None:
        self._network = network
        self.gradient = np.zeros_like(network.parameters)
        self._weight_gradients, self._bias_gradients = network.views(self.gradient)
        self._buffers: dict[int, tuple[list[Floats], list[Floats]]] = {}

    def __call__(self, pixels: Floats, targets: Floats) -> BatchResult:
        """Forward and backward over images (n, 784) and one-hot targets (n, 10).

        Back-propagation as in Rumelhart, Hinton and Williams 1986: δ_out = ∂L/∂a,
        δ_l = (δ_{l+1} Wᵀ) ⊙ f'(a_l), ∂L/∂W = inputᵀ δ, ∂L/∂b = Σ δ.
        """
        outputs, deltas = self._buffers_for(len(pixels))
        self._forward(pixels, outputs)
        logits, delta = outputs[-1], deltas[-1]
        loss = self._network.loss.total(logits, targets) / len(pixels)
        self._network.loss.probabilities(logits, out=delta)
        self._network.loss.gradient(delta, targets)
        predictions = logits.argmax(axis=1)
        self._backward(pixels, outputs, deltas)
        return BatchResult(loss, predictions)

    def _forward(self, pixels: Floats, outputs: list[Floats]) -> None:
        network, values = self._network, pixels
        for weight, bias, output in zip(network.weights, network.biases, outputs, strict=True):
            np.matmul(values, weight, out=output)
            output += bias
            if output is not outputs[-1]:
                network.activation.apply(output)
            values = output

    def _backward(self, pixels: Floats, outputs: list[Floats], deltas: list[Floats]) -> None:
        network = self._network
        for layer in reversed(range(len(deltas))):
            inputs, delta = outputs[layer - 1] if layer else pixels, deltas[layer]
            np.matmul(inputs.T, delta, out=self._weight_gradients[layer])
            np.add.reduce(delta, axis=0, out=self._bias_gradients[layer])
            if layer:
                below = deltas[layer - 1]
                np.matmul(delta, network.weights[layer].T, out=below)
                network.activation.multiply_by_derivative(below, inputs)

    def _buffers_for(self, rows: int) -> tuple[list[Floats], list[Floats]]:
        if rows not in self._buffers:
            shapes = [(rows, width) for width in self._network.sizes[1:]]
            dtype = self.gradient.dtype
            self._buffers[rows] = (
                [np.empty(shape, dtype) for shape in shapes],
                [np.empty(shape, dtype) for shape in shapes],
            )
        return self._buffers[rows]
