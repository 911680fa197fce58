"""The gradient check of one weight: the V-shaped curve of its error."""

from dataclasses import replace

import numpy as np
import pytest

from core.hyperparameters.schema import Hyperparameters
from core.inside.one_step import one_step, steepest_weight, weight_path
from core.inside.weight_check import STEPS, WeightCheck, weight_check
from core.nn.activations import Floats
from core.training.trainer import new_network

SETTINGS = replace(Hyperparameters(), hidden_layers=(12,), activation="tanh", l2=3.0, l1=1.0)


@pytest.fixture
def check(pixels: Floats) -> WeightCheck:
    step = one_step(new_network(SETTINGS), SETTINGS, pixels, 3)
    before = step.network.parameters.copy()
    found = weight_check(step, weight_path(step, 0, *steepest_weight(step, 0)))
    assert (step.network.parameters == before).all()
    return found


def test_the_difference_of_the_usual_size_agrees_in_double_precision(check: WeightCheck) -> None:
    usual = int(np.argmin(np.abs(np.log10(STEPS) + 5)))
    assert STEPS[usual] == pytest.approx(1e-5)
    assert check.relative_errors(check.float64)[usual] < 1e-6
    assert check.float64[usual] == pytest.approx(check.analytic, rel=1e-6)


def test_the_error_grows_with_large_differences_and_with_tiny_ones(check: WeightCheck) -> None:
    for differences in (check.float32, check.float64):
        errors = check.relative_errors(differences)
        best = int(np.argmin(errors))
        assert 0 < best < len(STEPS) - 1
        assert errors[-1] > 10 * errors[best]
        assert errors[0] > 10 * errors[best]


def test_single_precision_needs_larger_differences(check: WeightCheck) -> None:
    single, double = (check.relative_errors(each) for each in (check.float32, check.float64))
    assert STEPS[np.argmin(single)] > STEPS[np.argmin(double)]
    assert single.min() > double.min()


def test_a_weight_that_changes_nothing_has_no_error(pixels: Floats) -> None:
    settings = replace(SETTINGS, l1=0.0, l2=0.0)
    step = one_step(new_network(settings), settings, pixels, 3)
    check = weight_check(step, weight_path(step, 0, 0, 0))  # a pixel at the edge has no ink
    assert check.analytic == 0
    assert (check.relative_errors(check.float64) == 0).all()
