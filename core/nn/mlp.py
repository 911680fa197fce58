"""The multilayer perceptron: its parameters, and its answer to images."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.nn.activations import ACTIVATIONS, Activation
from core.nn.arrays import Floats
from core.nn.initializers import INITIALIZERS
from core.nn.losses import LOSSES, Loss


class MLP:
    """A fully connected network, `sizes[0]` inputs to `sizes[-1]` outputs.

    All parameters lie in one vector, first every weight, then every bias: an optimizer takes
    its step in a handful of array operations, and weight decay is a slice. `weights[i]`
    (n_in, n_out) and `biases[i]` (n_out,) are views of that vector.
    """

    def __init__(
        self, sizes: tuple[int, ...], activations: tuple[str, ...], loss: str, parameters: Floats
    ) -> None:
        """`activations` names one for all hidden layers, or one for each."""
        hidden = len(sizes) - 2
        each = activations if len(activations) == hidden else activations[:1] * hidden
        self.sizes = sizes
        self.activations: list[Activation] = [ACTIVATIONS[name] for name in each]
        self.loss: Loss = LOSSES[loss]
        self.parameters = parameters
        self.weights, self.biases = self.views(parameters)
        self._names = (activations, loss)

    @classmethod
    def initialize(
        cls,
        sizes: tuple[int, ...],
        *,
        activations: tuple[str, ...],
        loss: str,
        initializer: str,
        rng: "np.random.Generator",
        dtype: npt.DTypeLike = np.float32,
    ) -> "MLP":
        """A new network with the initial weights drawn from `rng`."""
        network = cls.blank(sizes, activations, loss, dtype)
        INITIALIZERS[initializer](network.weights, network.biases, rng)
        return network

    @classmethod
    def blank(
        cls,
        sizes: tuple[int, ...],
        activations: tuple[str, ...],
        loss: str,
        dtype: npt.DTypeLike = np.float32,
    ) -> "MLP":
        """A network whose parameters are all 0, to be filled."""
        count = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
        return cls(sizes, activations, loss, np.zeros(count, dtype))

    @property
    def weight_count(self) -> int:
        """How many of the parameters, from the first, are weights."""
        return sum(n_in * n_out for n_in, n_out in pairwise(self.sizes))

    def views(self, vector: Floats) -> tuple[list[Floats], list[Floats]]:
        """A vector laid out as the parameters are, seen as weights and biases of the layers."""
        shapes = [*pairwise(self.sizes), *((n_out,) for n_out in self.sizes[1:])]
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
        parts = np.split(vector, ends[:-1])
        arrays = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
        layers = len(self.sizes) - 1
        return arrays[:layers], arrays[layers:]

    def logits(self, pixels: Floats) -> Floats:
        """The weighted sums of the output layer, (n, 10), for images (n, 784) of floats 0-1."""
        last = len(self.weights) - 1
        values = pixels
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            values = values @ weight
            values += bias
            if layer < last:
                self.activations[layer].apply(values)
        return values

    def probabilities(self, pixels: Floats) -> Floats:
        """The outputs ŷ, (n, 10), for images (n, 784) of floats 0-1."""
        return self.loss.probabilities(self.logits(pixels))

    def with_parameters(self, parameters: Floats) -> "MLP":
        """The same network on another vector of parameters, which is not copied."""
        return MLP(self.sizes, *self._names, parameters)

    def snapshot(self) -> "MLP":
        """A read-only copy: what may be handed to another thread."""
        return self.with_parameters(self.parameters.copy()).sealed()

    def sealed(self) -> "MLP":
        """The same network, read-only and without a copy, for who writes no more to this one."""
        self.parameters.setflags(write=False)
        return self.with_parameters(self.parameters)
