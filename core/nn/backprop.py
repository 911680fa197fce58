"""Back-propagation: the forward and backward passes of training, in preallocated arrays."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.nn.activations import Floats
from core.nn.mlp import MLP

Masks = Sequence[Floats | None]
"""The factors of dropout on the inputs of each layer, (n, n_in); None where all are 1."""


class BatchResult(NamedTuple):
    """The loss and the predictions of a mini-batch, before the step that follows it."""

    loss: float
    """The mean over the images, without penalties on the weights."""
    predictions: np.ndarray
    """(n,) intp."""


class _Buffers(NamedTuple):
    """The arrays of each layer, (n, n_out)."""

    outputs: list[Floats]
    derivatives: list[Floats]
    deltas: list[Floats]


class Backprop:
    """Computes the gradient of mini-batches of any size into `gradient`.

    `gradient` is laid out like the network's parameters. Buffers are made once for each size of
    mini-batch: the usual one, and that of the last one of an epoch.
    """

    def __init__(self, network: MLP) -> None:
        self._network = network
        self.gradient = np.zeros_like(network.parameters)
        self._weight_gradients, self._bias_gradients = network.views(self.gradient)
        self._buffers: dict[int, _Buffers] = {}
        self._dropped: Floats | None = None

    def __call__(
        self, pixels: Floats, targets: Floats, masks: Masks | None = None, scale: float = 1.0
    ) -> BatchResult:
        """Compute the gradient for images (n, 784) and targets (n, 10).

        It is `scale` times the gradient of the loss summed over the images, by back-propagation
        as in Rumelhart, Hinton and Williams 1986: δ_out = ∂L/∂a, δ_l = (δ_{l+1} Wᵀ) ⊙ f'(a_l),
        ∂L/∂W = inputᵀ δ, ∂L/∂b = Σ δ.
        """
        buffers = self._buffers_for(len(pixels))
        inputs = self._forward(pixels, masks, buffers)
        logits, delta = buffers.outputs[-1], buffers.deltas[-1]
        loss = self._network.loss.total(logits, targets) / len(pixels)
        self._network.loss.probabilities(logits, out=delta)
        self._network.loss.gradient(delta, targets)
        if scale != 1.0:
            delta *= scale
        predictions = logits.argmax(axis=1)
        self._backward(inputs, buffers)
        return BatchResult(loss, predictions)

    def total(self, pixels: Floats, targets: Floats, masks: Masks | None = None) -> float:
        """Compute the loss summed over the images, without a gradient."""
        buffers = self._buffers_for(len(pixels))
        self._forward(pixels, masks, buffers)
        return self._network.loss.total(buffers.outputs[-1], targets)

    def _forward(self, pixels: Floats, masks: Masks | None, buffers: _Buffers) -> list[Floats]:
        """Fill outputs and derivatives, and return the inputs of each layer."""
        network = self._network
        last = len(network.weights) - 1
        masks = masks or [None] * (last + 1)
        inputs = [pixels if masks[0] is None else self._drop(pixels, masks[0])]
        for layer, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
            output = buffers.outputs[layer]
            np.matmul(inputs[layer], weight, out=output)
            output += bias
            if layer < last:
                derivative, mask = buffers.derivatives[layer], masks[layer + 1]
                network.activations[layer].differentiate(output, derivative)
                if mask is not None:
                    output *= mask
                    derivative *= mask
                inputs.append(output)
        return inputs

    def _drop(self, pixels: Floats, mask: Floats) -> Floats:
        if self._dropped is None or self._dropped.shape != pixels.shape:
            self._dropped = np.empty_like(pixels)
        return np.multiply(pixels, mask, out=self._dropped)

    def _backward(self, inputs: list[Floats], buffers: _Buffers) -> None:
        weights, deltas = self._network.weights, buffers.deltas
        for layer in reversed(range(len(weights))):
            delta = deltas[layer]
            np.matmul(inputs[layer].T, delta, out=self._weight_gradients[layer])
            np.add.reduce(delta, axis=0, out=self._bias_gradients[layer])
            if layer:
                np.matmul(delta, weights[layer].T, out=deltas[layer - 1])
                deltas[layer - 1] *= buffers.derivatives[layer - 1]

    def _buffers_for(self, rows: int) -> _Buffers:
        if rows not in self._buffers:
            if len(self._buffers) > 1:
                # The batch size has changed, so that the old buffers are not needed again.
                self._buffers.clear()
            widths, dtype = self._network.sizes[1:], self.gradient.dtype
            self._buffers[rows] = _Buffers(
                *([np.empty((rows, width), dtype) for width in widths] for _ in range(3))
            )
        return self._buffers[rows]
