"""The gradient check of whole arrays."""

from dataclasses import replace

import numpy as np
import pytest

from core.hyperparameters.schema import Hyperparameters
from core.inside.array_check import array_checks
from core.inside.one_step import one_step
from core.nn.activations import Floats
from core.training.trainer import new_network

SETTINGS = replace(Hyperparameters(), hidden_layers=(12, 9), activation="tanh", l2=3.0)


@pytest.mark.parametrize("gradient", ["sum", "mean"])
@pytest.mark.parametrize("activation", ["sigmoid", "relu", "gelu"])
def test_all_arrays_agree(pixels: Floats, activation: str, gradient: str) -> None:
    settings = replace(SETTINGS, activation=activation, gradient=gradient)
    step = one_step(new_network(settings), settings, pixels, 3)
    before = step.network.parameters.copy()
    checks = array_checks(step)
    assert (step.network.parameters == before).all()
    assert [check.array for check in checks] == [
        *("layer 1 weights", "layer 2 weights", "layer 3 weights"),
        *("layer 1 biases", "layer 2 biases", "layer 3 biases"),
    ]
    assert [check.parameters for check in checks] == [784 * 12, 12 * 9, 9 * 10, 12, 9, 10]
    assert all(check.relative_error < 1e-6 for check in checks)


def test_one_wrong_derivative_is_found_in_its_array_alone(pixels: Floats) -> None:
    step = one_step(new_network(SETTINGS), SETTINGS, pixels, 3)
    wrong = step.penalized.copy()
    wrong[784 * 12 + 5] += 0.1 * np.abs(wrong).max()
    checks = array_checks(replace(step, penalized=wrong))
    errors = {check.array: check.relative_error for check in checks}
    assert errors.pop("layer 2 weights") > 1e-4
    assert max(errors.values()) < 1e-6


def test_weights_next_to_the_corner_of_the_absolute_value_disturb_little(pixels: Floats) -> None:
    settings = replace(SETTINGS, l1=1.0)
    checks = array_checks(one_step(new_network(settings), settings, pixels, 3))
    assert all(check.relative_error < 1e-4 for check in checks)


def test_a_network_that_has_diverged_has_no_error_that_is_a_number(pixels: Floats) -> None:
    network = new_network(SETTINGS)
    network.parameters[:] = np.nan
    checks = array_checks(one_step(network, SETTINGS, pixels, 3))
    assert all(np.isnan(check.relative_error) for check in checks)
