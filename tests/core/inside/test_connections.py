"""The strongest connections, against a sort of all of them."""

import numpy as np
import pytest

from core.inside.connections import strongest_connections
from core.inside.layer_values import layer_values
from core.nn.activations import Floats
from core.nn.mlp import MLP


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_they_are_the_first_of_all_sorted_terms(deep: MLP, pixels: Floats, layer: int) -> None:
    values = layer_values(deep, pixels[None])
    found = strongest_connections(deep, values, layer, 25)
    inputs = values[layer].inputs[0]
    every = {
        (source, target): inputs[source] * deep.weights[layer][source, target]
        for source in range(deep.sizes[layer])
        for target in range(deep.sizes[layer + 1])
    }
    expected = sorted(map(abs, every.values()), reverse=True)[:25]
    expected = [each for each in expected if each > 0]
    assert np.abs(found.terms) == pytest.approx(expected, abs=1e-15)
    for source, target, term in zip(found.sources, found.targets, found.terms, strict=True):
        assert term == pytest.approx(every[int(source), int(target)], abs=1e-15)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_all_connections_of_a_unit_and_its_bias_are_its_sum(
    deep: MLP, pixels: Floats, layer: int
) -> None:
    values = layer_values(deep, pixels[None])
    found = strongest_connections(deep, values, layer, 1000, targets=np.array([5]))
    assert set(found.targets.tolist()) == {5}
    total = found.terms.sum() + deep.biases[layer][5]
    assert total == pytest.approx(values[layer].sums[0, 5], abs=1e-12)


def test_only_those_between_the_given_units_are_compared(deep: MLP, pixels: Floats) -> None:
    values = layer_values(deep, pixels[None])
    sources, targets = np.array([2, 7, 4]), np.array([1, 0])
    found = strongest_connections(deep, values, 1, 4, sources, targets)
    terms = values[1].inputs[0][sources][:, None] * deep.weights[1][np.ix_(sources, targets)]
    expected = np.sort(np.abs(terms).ravel())[::-1][:4]
    expected = expected[expected > 0]  # of units that are off there are none
    assert np.abs(found.terms) == pytest.approx(expected, abs=1e-15)
    assert set(found.sources.tolist()) <= {2, 7, 4}
    assert set(found.targets.tolist()) <= {0, 1}


def test_pixels_without_ink_connect_nothing(deep: MLP) -> None:
    blank = layer_values(deep, np.zeros((1, 784)))
    assert not len(strongest_connections(deep, blank, 0, 9).terms)
    assert not len(strongest_connections(deep, blank, 1, 0).terms)


def test_a_diverged_network_has_none(diverged: MLP, pixels: Floats) -> None:
    values = layer_values(diverged, pixels[None])
    for layer in range(3):
        assert not len(strongest_connections(diverged, values, layer, 9).terms)
