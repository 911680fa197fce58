"""What units and pixels contribute to an output, against sums and numerical slopes in float64."""

import numpy as np
import pytest

from core.foundation.errors import ModelError
from core.inside.contributions import contributions, pixel_contributions
from core.inside.layer_values import layer_values
from core.nn.activations import Floats
from core.nn.mlp import MLP

from .conftest import made

STEP = 1e-6


def question(logits: Floats, digit: int, against: int | None) -> float:
    """The sum of an output, or the difference of two."""
    return float(logits[digit] - (logits[against] if against is not None else 0.0))


def from_layer(network: MLP, layer: int, outputs: Floats) -> Floats:
    """The sums of the outputs, from the outputs of a hidden layer on, written out."""
    for each in range(layer + 1, len(network.weights)):
        outputs = outputs @ network.weights[each] + network.biases[each]
        if each < len(network.activations):
            network.activations[each].apply(outputs)
    return outputs


@pytest.mark.parametrize("against", [None, 4])
def test_the_last_hidden_units_and_the_bias_add_up_to_the_output(
    deep: MLP, pixels: Floats, against: int | None
) -> None:
    values = layer_values(deep, pixels[None])
    found = contributions(deep, values, 9, against)
    logits = deep.logits(pixels[None])[0]
    assert found.total == pytest.approx(question(logits, 9, against), abs=1e-12)
    assert found.units[1].sum() + found.bias == pytest.approx(found.total, abs=1e-12)
    outputs = values[1].outputs[0]
    weights = deep.weights[2]
    each = [
        outputs[j] * (weights[j, 9] - (weights[j, 4] if against is not None else 0.0))
        for j in range(len(outputs))
    ]
    assert found.units[1] == pytest.approx(each, abs=1e-12)


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("against", [None, 4])
def test_the_units_are_their_outputs_times_numerical_slopes(
    deep: MLP, pixels: Floats, layer: int, against: int | None
) -> None:
    values = layer_values(deep, pixels[None])
    found = contributions(deep, values, 9, against)
    outputs = values[layer].outputs[0]

    def difference(changed: Floats) -> float:
        return question(from_layer(deep, layer, changed), 9, against)

    steps = STEP * np.eye(len(outputs))
    slopes = [(difference(outputs + s) - difference(outputs - s)) / (2 * STEP) for s in steps]
    assert found.slopes[layer] == pytest.approx(slopes, abs=1e-7)
    assert found.units[layer] == pytest.approx(outputs * slopes, abs=1e-7)


def test_the_pixels_are_their_ink_times_numerical_slopes(deep: MLP, pixels: Floats) -> None:
    found = contributions(deep, layer_values(deep, pixels[None]), 9, 4)
    inked = np.flatnonzero(pixels)

    def difference(changed: Floats) -> float:
        return question(deep.logits(changed[None])[0], 9, 4)

    for pixel in inked[::7]:
        step = np.zeros(784)
        step[pixel] = STEP
        slope = (difference(pixels + step) - difference(pixels - step)) / (2 * STEP)
        assert found.pixels[pixel] == pytest.approx(pixels[pixel] * slope, abs=1e-7)
    assert not found.pixels[pixels == 0].any()


@pytest.mark.parametrize("layer", [0, 1])
def test_the_pixels_through_all_units_of_a_layer_add_up(
    deep: MLP, pixels: Floats, layer: int
) -> None:
    values = layer_values(deep, pixels[None])
    found = contributions(deep, values, 9, 4)
    parts = [
        pixel_contributions(deep, values, found, layer, unit)
        for unit in range(deep.sizes[layer + 1])
    ]
    assert sum(parts) == pytest.approx(found.pixels, abs=1e-12)


def test_a_unit_of_the_first_layer_passes_on_its_own_terms(deep: MLP, pixels: Floats) -> None:
    values = layer_values(deep, pixels[None])
    found = contributions(deep, values, 9)
    through = pixel_contributions(deep, values, found, 0, 3)
    slopes = values[0].slopes
    assert slopes is not None
    terms = pixels * deep.weights[0][:, 3]
    assert through == pytest.approx(terms * slopes[0, 3] * found.slopes[0][3], abs=1e-12)


def test_without_hidden_layers_the_pixels_and_the_bias_add_up(pixels: Floats) -> None:
    network = made((784, 10))
    values = layer_values(network, pixels[None])
    found = contributions(network, values, 2, 7)
    assert found.units == []
    logits = network.logits(pixels[None])[0]
    assert found.pixels.sum() + found.bias == pytest.approx(logits[2] - logits[7], abs=1e-12)
    with pytest.raises(ModelError, match="output layer"):
        pixel_contributions(network, values, found, 0, 2)


def test_a_diverged_network_shows_that(diverged: MLP, pixels: Floats) -> None:
    found = contributions(diverged, layer_values(diverged, pixels[None]), 1, 2)
    assert np.isnan([found.total, found.bias, *found.units[1]]).all()


def test_wrong_digits_are_refused(deep: MLP, pixels: Floats) -> None:
    values = layer_values(deep, pixels[None])
    with pytest.raises(ModelError, match="no unit 10"):
        contributions(deep, values, 10)
    with pytest.raises(ModelError, match="itself"):
        contributions(deep, values, 3, 3)
