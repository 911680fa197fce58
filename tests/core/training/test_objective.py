"""The objective's gradient against numerical differentiation, in float64, everywhere."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Sigmoid
from core.nn.losses import SigmoidCrossEntropy
from core.nn.mlp import MLP
from core.training.gradient_check import check_gradients
from core.training.objective import Objective
from tests.rounding import assert_within, of_slope, rounding

from ..networks import initialized

TinyDataset = Callable[..., Dataset]
SHAPES = pytest.mark.parametrize("hidden", [(), (3,), (4, 3, 2)], ids=str)
ALL = 10**6


def small_network(hidden: Sequence[int]) -> MLP:
    return initialized(
        (5, *hidden, 10),
        activations=("sigmoid",),
        loss="sigmoid_cross_entropy",
        initializer="report",
        rng=np.random.default_rng(3),
        dtype=np.float64,
    )


def small_batch(rows: int = 6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    return rng.random((rows, 5)), np.eye(10)[rng.integers(0, 10, rows)]


def slope(objective: Objective, values: np.ndarray, index: int, batch: tuple) -> float:
    """The central difference, here written independently of `gradient_check`."""
    kept, h = values[index], 1e-5
    values[index] = kept + h
    above = objective.value(*batch)
    values[index] = kept - h
    below = objective.value(*batch)
    values[index] = kept
    return (above - below) / (2 * h)


@SHAPES
@pytest.mark.parametrize("gradient", ["sum", "mean"])
@pytest.mark.parametrize("l2", [0.0, 2.5])
def test_the_gradient_is_the_slope_at_every_parameter(
    hidden: tuple[int, ...], gradient: str, l2: float
) -> None:
    network, batch = small_network(hidden), small_batch()
    objective = Objective(network, Hyperparameters(gradient=gradient, l2=l2), training_images=9)
    objective.differentiate(*batch)
    slopes = [
        slope(objective, network.parameters, i, batch) for i in range(len(network.parameters))
    ]
    most = of_slope(1e-5, objective.value(*batch), terms=60, third=60.0)
    assert_within(objective.gradient, slopes, most)


@SHAPES
def test_the_sum_is_the_mean_times_the_images(hidden: tuple[int, ...]) -> None:
    network, batch = small_network(hidden), small_batch(6)
    summed = Objective(network, Hyperparameters(gradient="sum"), 9)
    averaged = Objective(network, Hyperparameters(gradient="mean"), 9)
    assert summed.differentiate(*batch).loss == averaged.differentiate(*batch).loss
    largest = float(np.abs(summed.gradient).max())
    assert_within(summed.gradient, 6 * averaged.gradient, rounding(np.float64, 6, largest))
    assert summed.value(*batch) == pytest.approx(6 * averaged.value(*batch))


def test_weight_decay_pulls_weights_and_no_bias() -> None:
    network, batch = small_network((3,)), small_batch()
    without = Objective(network, Hyperparameters(l2=0.0), 9)
    decayed = Objective(network, Hyperparameters(l2=2.5), 9)
    without.differentiate(*batch)
    decayed.differentiate(*batch)
    pull = decayed.gradient - without.gradient
    most = rounding(np.float64, 3, float(np.abs(decayed.gradient).max()))
    assert_within(pull[:45], 2.5 / 9 * network.parameters[:45], most)
    assert (pull[45:] == 0).all()


def test_the_gradient_of_one_sigmoid_layer_is_the_reports() -> None:
    network, (x, y) = small_network(()), small_batch()
    objective = Objective(network, Hyperparameters(), 9)
    objective.differentiate(x, y)
    error = 1 / (1 + np.exp(-(x @ network.weights[0] + network.biases[0]))) - y
    expected = np.concatenate([(x.T @ error).ravel(), error.sum(axis=0)])
    # A sum over six images of pixels and errors of at most 1.
    assert_within(objective.gradient, expected, rounding(np.float64, 6 * 5, 6.0))


def test_a_batch_of_another_size_leaves_nothing_behind() -> None:
    network, (x, y) = small_network((3,)), small_batch()
    objective = Objective(network, Hyperparameters(), 9)
    objective.differentiate(x, y)
    first = objective.gradient.copy()
    objective.differentiate(x[:2], y[:2])
    objective.differentiate(x, y)
    assert np.array_equal(objective.gradient, first)


@SHAPES
@pytest.mark.parametrize("gradient", ["sum", "mean"])
@pytest.mark.parametrize("l2", [0.0, 2.5])
def test_the_gradient_check_finds_back_propagation_right(
    tiny: TinyDataset, hidden: tuple[int, ...], gradient: str, l2: float
) -> None:
    settings = Hyperparameters(hidden_layers=hidden, gradient=gradient, l2=l2, seed=1)
    checks = check_gradients(tiny(), settings, images=4, limit=100)
    layers = len(hidden) + 1
    assert len({check.array for check in checks}) == 2 * layers
    assert all(check.relative_error < 1e-6 for check in checks)


def test_the_gradient_check_can_check_every_parameter(tiny: TinyDataset) -> None:
    checks = check_gradients(tiny(), Hyperparameters(hidden_layers=(3,)), images=4, limit=ALL)
    assert sum(len(set(check.indices)) for check in checks) == 784 * 3 + 3 * 10 + 3 + 10
    assert all(check.relative_error < 1e-6 for check in checks)


def _forgotten_derivative(self: Sigmoid, x: np.ndarray, derivative: np.ndarray) -> None:
    self.apply(x)
    derivative[:] = x


def _one_percent_off(self: SigmoidCrossEntropy, outputs: np.ndarray, y: np.ndarray) -> None:
    outputs -= 1.01 * y


@pytest.mark.parametrize(
    ("owner", "name", "wrong"),
    [
        (Sigmoid, "differentiate", _forgotten_derivative),
        (SigmoidCrossEntropy, "gradient", _one_percent_off),
    ],
)
def test_the_gradient_check_catches_a_wrong_gradient(
    tiny: TinyDataset, monkeypatch: pytest.MonkeyPatch, owner: type, name: str, wrong: object
) -> None:
    monkeypatch.setattr(owner, name, wrong)
    checks = check_gradients(tiny(), Hyperparameters(hidden_layers=(3,)), images=4, limit=50)
    assert max(check.relative_error for check in checks) > 1e-3
