"""What training has changed in a network."""

from dataclasses import replace

import numpy as np
import pytest

from core.hyperparameters.schema import Hyperparameters
from core.inside.network_change import network_change
from core.inside.one_step import one_step
from core.nn.activations import Floats
from core.training.trainer import new_network

SETTINGS = replace(Hyperparameters(), hidden_layers=(12, 9), activation="tanh")


def test_the_losses_and_weights_of_a_step_are_those_of_the_engine(pixels: Floats) -> None:
    step = one_step(new_network(SETTINGS), SETTINGS, pixels, 3)
    change = network_change(step.network, step.moved, SETTINGS, pixels, 3)
    assert change.loss_before == pytest.approx(step.loss, rel=1e-12)
    assert change.loss_after == step.loss_after
    differences = [abs(each.after - each.before) for each in change.moved]
    assert differences == sorted(differences, reverse=True)
    everything = np.concatenate(
        [
            np.abs(new - old).ravel()
            for old, new in zip(step.network.weights, step.moved.weights, strict=True)
        ]
    )
    assert differences == pytest.approx(np.sort(everything)[::-1][: len(differences)], rel=1e-12)
    for each in change.moved:
        place = each.source, each.unit
        assert each.before == step.network.weights[each.layer][place]
        assert each.after == step.moved.weights[each.layer][place]


def test_the_share_of_a_layer_is_the_ratio_of_the_norms(pixels: Floats) -> None:
    before = new_network(SETTINGS, dtype=np.float64)
    after = before.with_parameters(before.parameters.copy())
    after.weights[1][:] *= 1.25
    change = network_change(before, after, SETTINGS, pixels, 3)
    assert change.shares == pytest.approx([0, 0.25, 0], rel=1e-12)
    assert {each.layer for each in change.moved} == {1}


def test_an_unchanged_network_has_no_weights_that_moved(pixels: Floats) -> None:
    network = new_network(SETTINGS)
    change = network_change(network, network, SETTINGS, pixels, 3)
    assert change.moved == []
    assert change.shares == [0, 0, 0]
    assert change.loss_before == change.loss_after


def test_weights_that_are_no_numbers_any_more_are_listed_first(pixels: Floats) -> None:
    before = new_network(SETTINGS)
    after = before.with_parameters(before.parameters.copy())
    after.weights[0][5, 5] += 100
    after.weights[2][3, 4] = np.nan
    first = network_change(before, after, SETTINGS, pixels, 3).moved[0]
    assert (first.layer, first.source, first.unit) == (2, 3, 4)


def test_small_layers_list_what_they_have(pixels: Floats) -> None:
    settings = replace(SETTINGS, hidden_layers=(1,))
    step = one_step(new_network(settings), settings, pixels, 3)
    change = network_change(step.network, step.moved, settings, pixels, 3, count=50)
    assert len(change.moved) <= 50
    assert all(each.before != each.after for each in change.moved)
