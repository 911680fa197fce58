"""Networks in float64, whose numbers can be compared with those of the engine."""

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split, to_pixels
from core.nn.activations import ACTIVATIONS, Floats
from core.nn.mlp import MLP
from tests.core.networks import initialized


def made(
    sizes: tuple[int, ...], activation: str = "sigmoid", loss: str = "softmax_cross_entropy"
) -> MLP:
    """A network in float64 with random weights and biases."""
    rng = np.random.default_rng(7)
    network = initialized(
        sizes, activations=(activation,), loss=loss, initializer="he", rng=rng, dtype=np.float64
    )
    for bias in network.biases:
        bias[...] = rng.normal(0, 0.3, bias.shape)
    return network


@pytest.fixture(params=ACTIVATIONS)
def deep(request: pytest.FixtureRequest) -> MLP:
    """Two hidden layers, of each activation."""
    return made((784, 12, 9, 10), request.param)


@pytest.fixture
def diverged() -> MLP:
    network = made((784, 5, 4, 10), "relu")
    network.parameters[...] = np.nan
    return network


@pytest.fixture
def sample(mnist: Dataset) -> Split:
    return mnist.test.first(700)  # more than one part, and the last one not full


@pytest.fixture
def pixels(sample: Split) -> Floats:
    return to_pixels(sample.images[0], dtype=np.float64)
