"""The curves of an activation and of a loss, and where one image is on them."""

from dataclasses import replace

import numpy as np
import pytest

from core.foundation.errors import ModelError
from core.hyperparameters.schema import Hyperparameters
from core.inside.one_step import OneStep, one_step
from core.inside.operating_points import activation_curve, loss_curve
from core.nn.activations import ACTIVATIONS, Floats
from core.nn.losses import LOSSES
from core.training.trainer import new_network

SETTINGS = replace(Hyperparameters(), hidden_layers=(12, 9))


def made(pixels: Floats, settings: Hyperparameters) -> OneStep:
    return one_step(new_network(settings), settings, pixels, 3)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_units_lie_on_the_curve_of_their_activation(pixels: Floats, activation: str) -> None:
    step = made(pixels, replace(SETTINGS, activation=activation))
    for layer in (0, 1):
        curve = activation_curve(step, layer)
        assert (curve.unit_sums == step.layers[layer].sums[0]).all()
        assert curve.sums[0] <= curve.unit_sums.min()
        assert curve.unit_sums.max() <= curve.sums[-1]
        own = curve.unit_sums.copy()[None]
        slopes = np.empty_like(own)
        step.network.activations[layer].differentiate(own, slopes)
        assert curve.unit_outputs == pytest.approx(own[0], rel=1e-12)
        assert curve.unit_slopes == pytest.approx(slopes[0], rel=1e-12)
        between = np.interp(curve.unit_sums, curve.sums, curve.outputs)
        assert curve.unit_outputs == pytest.approx(between, abs=0.01)


def test_the_curve_of_a_sigmoid_is_its_closed_form(pixels: Floats) -> None:
    curve = activation_curve(made(pixels, replace(SETTINGS, activation="sigmoid")), 0)
    closed = 1 / (1 + np.exp(-curve.sums))
    assert curve.outputs == pytest.approx(closed, rel=1e-12)
    assert curve.slopes == pytest.approx(closed * (1 - closed), rel=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_image_lies_on_the_curve_of_the_loss_with_the_slope_of_its_error(
    pixels: Floats, loss: str
) -> None:
    step = made(pixels, replace(SETTINGS, loss=loss))
    for digit in (3, 7):
        curve = loss_curve(step, digit)
        middle = len(curve.sums) // 2
        assert curve.sums[middle] == pytest.approx(curve.sum, rel=1e-12)
        assert curve.losses[middle] == pytest.approx(step.loss, rel=1e-9)
        rise = np.diff(curve.losses[middle - 1 : middle + 2]).sum()
        run = np.diff(curve.sums[middle - 1 : middle + 2]).sum()
        assert rise / run == pytest.approx(curve.slope, abs=1e-3)


def test_a_network_without_hidden_layers_has_no_activation(pixels: Floats) -> None:
    step = made(pixels, replace(SETTINGS, hidden_layers=()))
    with pytest.raises(ModelError, match="no hidden layers"):
        activation_curve(step, 0)
    assert loss_curve(step, 3).losses.shape == (241,)


def test_a_diverged_network_keeps_the_usual_range(pixels: Floats) -> None:
    network = new_network(SETTINGS)
    network.parameters[:] = np.nan
    step = one_step(network, SETTINGS, pixels, 3)
    assert activation_curve(step, 0).sums[-1] == 6
    assert np.isnan(loss_curve(step, 3).losses).all()
