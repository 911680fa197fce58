"""The sum of a unit, term by term."""

import numpy as np
import pytest

from core.inside.unit_sum import unit_sum
from core.nn.activations import Floats
from core.nn.mlp import MLP


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_it_adds_up_to_the_engines_sum(deep: MLP, pixels: Floats, layer: int) -> None:
    found = unit_sum(deep, layer, 4, pixels, 5)
    values = pixels
    for each in range(layer):
        values = values @ deep.weights[each] + deep.biases[each]
        deep.activations[each].apply(values)
    total = values @ deep.weights[layer][:, 4] + deep.biases[layer][4]
    assert found.products.sum() + found.rest + found.bias == pytest.approx(total, abs=1e-12)
    assert found.total == pytest.approx(total, abs=1e-12)
    assert len(found.products) == 5
    assert found.rest_count == len(values) - 5
    assert (found.products == found.values * found.weights).all()
    terms = np.sort(np.abs(values * deep.weights[layer][:, 4]))[::-1]
    assert np.abs(found.products) == pytest.approx(terms[:5], abs=1e-12)
    if layer == 2:
        assert found.total == pytest.approx(deep.logits(pixels[None])[0, 4], abs=1e-12)
        assert found.output == pytest.approx(deep.probabilities(pixels[None])[0, 4], abs=1e-12)
    else:
        output = np.array([total])
        deep.activations[layer].apply(output)
        assert found.output == pytest.approx(output[0], abs=1e-12)


def test_a_diverged_network_shows_that(diverged: MLP, pixels: Floats) -> None:
    found = unit_sum(diverged, 1, 0, pixels)
    assert np.isnan([found.total, found.output, *found.products]).all()
