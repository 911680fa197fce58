"""The multilayer perceptron: its parameters, and its outputs for images."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, PIXELS
from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import ACTIVATIONS, Activation, Floats
from core.nn.losses import LOSSES, Loss


def layer_sizes(settings: Hyperparameters) -> tuple[int, ...]:
    """Give the number of inputs, of the units of each hidden layer, and of outputs."""
    return (PIXELS, *settings.hidden_layers, CLASSES)


def parameter_count(sizes: tuple[int, ...]) -> int:
    """Count the weights and biases of a network with layers of these sizes."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


class MLP:
    """A fully connected network with `sizes[0]` inputs and `sizes[-1]` outputs.

    All parameters lie in one vector, first every weight, then every bias: an optimizer takes
    its step in a handful of array operations, and weight decay is a slice. `weights[i]`
    (n_in, n_out) and `biases[i]` (n_out,) are views of that vector.
    """

    def __init__(
        self, sizes: tuple[int, ...], activations: tuple[str, ...], loss: str, parameters: Floats
    ) -> None:
        """`activations` names one for each hidden layer."""
        self.sizes = sizes
        self.activations: list[Activation] = [ACTIVATIONS[name] for name in activations]
        self.loss: Loss = LOSSES[loss]
        self.parameters = parameters
        self.weights, self.biases = self.views(parameters)
        self._names = (activations, loss)

    @property
    def weight_count(self) -> int:
        """How many of the parameters are weights; they come first."""
        return sum(n_in * n_out for n_in, n_out in pairwise(self.sizes))

    def views(self, vector: Floats) -> tuple[list[Floats], list[Floats]]:
        """View a vector laid out like the parameters as the weights and biases of the layers."""
        shapes = [*pairwise(self.sizes), *((n_out,) for n_out in self.sizes[1:])]
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
        parts = np.split(vector, ends[:-1])
        arrays = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
        layers = len(self.sizes) - 1
        return arrays[:layers], arrays[layers:]

    def logits(self, pixels: Floats) -> Floats:
        """Compute the weighted sums of the output layer, (n, 10), for images (n, 784) of floats."""
        last = len(self.weights) - 1
        values = pixels
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            values = values @ weight
            values += bias
            if layer < last:
                self.activations[layer].apply(values)
        return values

    def probabilities(self, pixels: Floats) -> Floats:
        """Compute the outputs ŷ, (n, 10), for images (n, 784) of floats from 0 to 1."""
        return self.loss.probabilities(self.logits(pixels))

    def with_parameters(self, parameters: Floats) -> "MLP":
        """Make the same network with another vector of parameters, which is not copied."""
        return MLP(self.sizes, *self._names, parameters)

    def snapshot(self) -> "MLP":
        """Make a read-only copy, which may be handed to another thread."""
        return self.with_parameters(self.parameters.copy()).as_read_only()

    def as_read_only(self) -> "MLP":
        """Make the parameters of this network read-only, and give a network that shares them."""
        self.parameters.setflags(write=False)
        return self.with_parameters(self.parameters)


def blank_network(settings: Hyperparameters, dtype: npt.DTypeLike = np.float32) -> MLP:
    """Make the network of these settings with all parameters 0, to be filled."""
    sizes = layer_sizes(settings)
    parameters = np.zeros(parameter_count(sizes), dtype)
    return MLP(sizes, settings.activations, settings.loss, parameters)
