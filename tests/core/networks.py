"""Networks of any size for the tests."""

import numpy as np
import numpy.typing as npt

from core.nn.initializers import INITIALIZERS
from core.nn.mlp import MLP, parameter_count


def initialized(
    sizes: tuple[int, ...],
    *,
    activations: tuple[str, ...],
    loss: str,
    initializer: str,
    rng: np.random.Generator,
    dtype: npt.DTypeLike = np.float32,
) -> MLP:
    """A network with its initial weights; a single activation is that of all hidden layers."""
    hidden = len(sizes) - 2
    each = activations if len(activations) == hidden else activations[:1] * hidden
    network = MLP(sizes, each, loss, np.zeros(parameter_count(sizes), dtype))
    INITIALIZERS[initializer](network.weights, network.biases, rng)
    return network
