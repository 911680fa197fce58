"""The loss over a grid against separate evaluations, and a closed form."""

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split, to_pixels
from core.evaluation.metrics import evaluate
from core.hyperparameters.schema import Hyperparameters
from core.landscape.loss_grid import loss_rows
from core.landscape.plane import Plane, Values, random_plane
from core.nn.mlp import MLP
from core.training.trainer import new_network


def losses_of(plane: Plane, xs: Values, ys: Values, split: Split) -> Values:
    return np.array(list(loss_rows(plane, xs, ys, split)))


def moved(network: MLP) -> MLP:
    """The network with biases that are not 0."""
    rng = np.random.default_rng(3)
    shift = 0.1 * rng.standard_normal(len(network.parameters))
    return network.with_parameters(network.parameters + shift)


@pytest.mark.parametrize("hidden", [(), (9,), (12, 7, 5)])
@pytest.mark.parametrize(
    "loss", ["sigmoid_cross_entropy", "softmax_cross_entropy", "sigmoid_quadratic"]
)
def test_it_is_the_loss_of_a_separate_evaluation(
    mnist: Dataset, hidden: tuple[int, ...], loss: str
) -> None:
    settings = Hyperparameters(hidden_layers=hidden, loss=loss, activation="tanh")
    network = moved(new_network(settings, np.float64))
    plane = random_plane(network)
    # The biases move, too, as they do along a path.
    plane = Plane(network, plane.first + 0.01, plane.second - 0.02)
    split = mnist.validation.first(40)
    xs, ys = np.array([-1.0, 0.0, 0.4]), np.array([0.0, 0.7])
    expected = [[evaluate(plane.at(x, y), split).loss for x in xs] for y in ys]
    np.testing.assert_allclose(losses_of(plane, xs, ys, split), expected, rtol=1e-12)


def test_float32_gives_the_same_as_float64_up_to_rounding(mnist: Dataset) -> None:
    settings = Hyperparameters(hidden_layers=(16,))
    double = new_network(settings, np.float64)
    plane = random_plane(double)
    single = Plane(
        double.with_parameters(double.parameters.astype(np.float32)),
        plane.first.astype(np.float32),
        plane.second.astype(np.float32),
    )
    axis, split = np.linspace(-1, 1, 5), mnist.train.first(50)
    np.testing.assert_allclose(
        losses_of(single, axis, axis, split), losses_of(plane, axis, axis, split), rtol=1e-4
    )


def test_the_quadratic_loss_of_small_sums_is_a_bowl(mnist: Dataset) -> None:
    """Without hidden layers and with tiny weights, σ(z) ≈ 1/2 + z/4: the loss is a quadratic.

    L(x, y) = ½ mean Σ (1/2 + z/4 − t)², with z = x Xu + y Xv for the images X.
    """
    settings = Hyperparameters(hidden_layers=(), loss="sigmoid_quadratic", initializer="zeros")
    network = new_network(settings, np.float64)
    rng = np.random.default_rng(2)
    first, second = 1e-5 * rng.standard_normal((2, len(network.parameters)))
    plane, split = Plane(network, first, second), mnist.train.first(30)
    axis = np.array([-2.0, -1.0, 0.0, 1.0, 3.0])
    pixels = to_pixels(split.images, dtype=np.float64)
    sums = [
        pixels @ weights[0] + biases[0] for weights, biases in map(network.views, (first, second))
    ]
    rest = 0.5 - np.eye(10)[split.labels]
    expected = np.array(
        [
            [0.5 * ((rest + (x * sums[0] + y * sums[1]) / 4) ** 2).sum(axis=1).mean() for x in axis]
            for y in axis
        ]
    )
    found = losses_of(plane, axis, axis, split)
    lowest = found.min()
    np.testing.assert_allclose(found - lowest, expected - expected.min(), atol=1e-9)
    assert np.ptp(found) > 1e-5


def test_weights_that_are_too_long_give_a_loss_that_is_not_finite(mnist: Dataset) -> None:
    network = new_network(Hyperparameters(hidden_layers=(5,), activation="relu"))
    plane = random_plane(network)
    found = losses_of(plane, np.array([0.0, 1e30]), np.array([0.0]), mnist.train.first(5))
    assert np.isfinite(found[0, 0])
    assert not np.isfinite(found[0, 1])
