"""Back-propagation against central differences in float64, for everything that can be chosen."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.nn.activations import ACTIVATIONS
from core.nn.losses import LOSSES
from core.nn.mlp import MLP
from core.training.batches import digit_targets
from core.training.objective import Objective
from tests.rounding import assert_within, of_slope

from ..networks import initialized

Masks = Sequence[np.ndarray | None]
ROWS, IMAGES, STEP = 5, 30, 1e-5
SIZES = (6, 5, 4, 10)
DECAYS = {"none": {}, "l2": {"l2": 3.0}, "l1": {"l1": 2.0}, "both": {"l1": 2.0, "l2": 3.0}}


def network_of(activations: tuple[str, ...], loss: str, seed: int) -> MLP:
    return initialized(
        SIZES,
        activations=activations,
        loss=loss,
        initializer="report",
        rng=np.random.default_rng(seed),
        dtype=np.float64,
    )


def batch(smoothing: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    pixels = rng.random((ROWS, SIZES[0]))
    return pixels, digit_targets(smoothing, np.float64)[rng.integers(0, 10, ROWS)]


def masks() -> Masks:
    rng = np.random.default_rng(9)
    return [(rng.random((ROWS, width)) < 0.7) / 0.7 for width in SIZES[:-1]]


def distance_from_kinks(network: MLP, pixels: np.ndarray, dropped: Masks | None) -> float:
    """The smallest |pre-activation| of the hidden layers, and |weight|."""
    smallest = float(np.abs(network.parameters[: network.weight_count]).min())
    values = pixels
    for layer in range(len(SIZES) - 2):
        mask = dropped[layer] if dropped else None
        seen = values if mask is None else values * mask
        values = seen @ network.weights[layer] + network.biases[layer]
        smallest = min(smallest, float(np.abs(values).min()))
        network.activations[layer].apply(values)
    return smallest


def smooth_network(activations: tuple[str, ...], loss: str, dropped: Masks | None) -> MLP:
    """One in which no kink lies within a few steps of the difference quotient."""
    for seed in range(50):
        network = network_of(activations, loss, seed)
        if distance_from_kinks(network, batch()[0], dropped) > 100 * STEP:
            return network
    raise AssertionError("no such network found")


def slopes(objective: Objective, network: MLP, *arguments: object) -> np.ndarray:
    found = np.empty_like(network.parameters)
    for index, kept in enumerate(network.parameters.copy()):
        values = []
        for moved in (kept + STEP, kept - STEP):
            network.parameters[index] = moved
            values.append(objective.value(*arguments))  # type: ignore[arg-type]
        network.parameters[index] = kept
        found[index] = (values[0] - values[1]) / (2 * STEP)
    return found


def arrays(network: MLP, vector: np.ndarray) -> list[np.ndarray]:
    weights, biases = network.views(vector)
    return [*weights, *biases]


def check(network: MLP, settings: Hyperparameters, smoothing: float, dropped: Masks | None) -> None:
    objective = Objective(network, settings, IMAGES)
    arguments = (*batch(smoothing), dropped)
    objective.differentiate(*arguments)
    expected = slopes(objective, network, *arguments)
    value = objective.value(*arguments)
    most = of_slope(STEP, value, terms=len(network.parameters), third=1 + value)
    for found, slope in zip(
        arrays(network, objective.gradient), arrays(network, expected), strict=True
    ):
        assert_within(found, slope, most)


def test_every_choice_is_checked() -> None:
    for name, table in (("activation", ACTIVATIONS), ("loss", LOSSES)):
        assert set(FIELDS[name].options) == set(table)  # type: ignore[attr-defined]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("decay", DECAYS)
def test_the_gradient_is_the_slope(activation: str, loss: str, decay: str) -> None:
    settings = Hyperparameters(**DECAYS[decay])  # type: ignore[arg-type]
    check(smooth_network((activation,), loss, None), settings, 0.0, None)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("gradient", ["sum", "mean"])
def test_the_gradient_is_the_slope_of_the_units_that_dropout_left(
    activation: str, loss: str, gradient: str
) -> None:
    dropped = masks()
    settings = Hyperparameters(gradient=gradient, l2=1.0)
    check(smooth_network((activation,), loss, dropped), settings, 0.1, dropped)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("gradient", ["sum", "mean"])
def test_the_gradient_is_the_slope_for_smoothed_targets(loss: str, gradient: str) -> None:
    settings = Hyperparameters(gradient=gradient)
    check(smooth_network(("tanh",), loss, None), settings, 0.3, None)


@pytest.mark.parametrize("first", ACTIVATIONS)
@pytest.mark.parametrize("second", ["sigmoid", "relu", "gelu"])
def test_the_gradient_is_the_slope_with_another_activation_in_each_layer(
    first: str, second: str
) -> None:
    network = smooth_network((first, second), "softmax_cross_entropy", None)
    assert network.activations == [ACTIVATIONS[first], ACTIVATIONS[second]]
    check(network, Hyperparameters(), 0.0, None)


def test_only_some_layers_can_have_masks() -> None:
    dropped = [None, masks()[1], None]
    network = smooth_network(("relu",), "softmax_cross_entropy", dropped)
    check(network, Hyperparameters(gradient="mean"), 0.0, dropped)


def test_a_tiny_step_along_the_gradient_lowers_the_objective_and_against_it_raises_it() -> None:
    for activation, loss in product(ACTIVATIONS, LOSSES):
        network = smooth_network((activation,), loss, None)
        objective = Objective(network, Hyperparameters(l1=0.1, l2=0.1), IMAGES)
        objective.differentiate(*batch())
        start, before = network.parameters.copy(), objective.value(*batch())
        direction = objective.gradient / np.linalg.norm(objective.gradient)
        for sign in (-1, 1):
            network.parameters[:] = start + sign * 1e-6 * direction
            assert np.sign(objective.value(*batch()) - before) == sign
