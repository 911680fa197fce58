"""The weights of units as images, and the orders of units."""

import numpy as np
import pytest

from core.explanations.log_odds import log_odds
from core.foundation.errors import ModelError
from core.inside.cancellation import CanceledError
from core.inside.unit_weights import (
    descending_order,
    path_weights,
    similarity_order,
    strongest_outgoing,
    unit_contributions,
    unit_norms,
    weight_changes,
    weight_images,
)
from core.nn.activations import Floats
from core.nn.mlp import MLP

from .conftest import made


def test_the_first_layers_images_are_its_weights(deep: MLP) -> None:
    images = weight_images(deep, 0)
    assert images.direct
    assert (images.images[3].ravel() == deep.weights[0][:, 3]).all()
    assert images.scale == np.abs(deep.weights[0]).max()


def test_paths_of_a_linear_network_are_its_slopes() -> None:
    network = made((784, 6, 5, 10), "linear")
    zero = network.logits(np.zeros((1, 784)))
    slopes = network.logits(np.eye(784)) - zero
    found = path_weights(network, 2, np.arange(10))
    assert found == pytest.approx(slopes, abs=1e-12)
    images = weight_images(network, 2, np.array([4]))
    assert not images.direct
    assert images.images[0].ravel() == pytest.approx(slopes[:, 4], abs=1e-12)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_change_is_the_difference_of_the_sums_over_all_paths(deep: MLP, layer: int) -> None:
    other = made(deep.sizes)
    other.parameters[...] = np.random.default_rng(2).normal(size=other.parameters.shape)
    found = weight_changes(deep, other, layer, np.array([1, 4]))

    def paths(network: MLP) -> Floats:
        product = network.weights[0]
        for weight in network.weights[1 : layer + 1]:
            product = product @ weight
        return product

    expected = (paths(deep) - paths(other))[:, [1, 4]].T
    assert found.images.reshape(2, -1) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("layer", [0, 1])
def test_a_unit_feeds_the_next_layer_with_its_row_of_weights(deep: MLP, layer: int) -> None:
    units, weights = strongest_outgoing(deep, layer, 3, 4)
    row = deep.weights[layer + 1][3]
    strongest = np.argsort(-np.abs(row))[:4]
    assert units.tolist() == sorted(strongest.tolist())
    assert weights.tolist() == row[units].tolist()
    assert len(strongest_outgoing(deep, layer, 3, 100)[0]) == len(row)
    with pytest.raises(ModelError):
        strongest_outgoing(deep, 2, 3)


def test_norms_are_those_of_the_columns(deep: MLP) -> None:
    expected = [float(np.linalg.norm(column)) for column in deep.weights[1].T]
    assert unit_norms(deep, 1) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("layer", [0, 1])
def test_contributions_are_outputs_times_numerical_slopes(
    deep: MLP, pixels: Floats, layer: int
) -> None:
    step = 1e-6
    values = pixels[None]
    for each in range(layer + 1):
        values = values @ deep.weights[each] + deep.biases[each]
        deep.activations[each].apply(values)

    def odds(outputs: Floats) -> float:
        for each in range(layer + 1, 3):
            outputs = outputs @ deep.weights[each] + deep.biases[each]
            if each < 2:
                deep.activations[each].apply(outputs)
        return float(log_odds(outputs, 3)[0])

    steps = step * np.eye(values.shape[1])
    slopes = [(odds(values + each) - odds(values - each)) / (2 * step) for each in steps]
    found = unit_contributions(deep, layer, pixels, 3)
    assert found == pytest.approx(values[0] * slopes, abs=1e-7)


def test_similar_units_are_beside_each_other() -> None:
    network = made((784, 5, 10))
    weight = network.weights[0]
    weight[...] = 0
    angles = np.deg2rad([80, 0, 45, 10])
    weight[0, :4], weight[1, :4] = np.cos(angles), np.sin(angles)
    weight[:, 1] *= 2  # it begins; the fifth unit has no direction
    assert similarity_order(network, 0).tolist() == [1, 3, 2, 0, 4]


def test_values_that_are_not_numbers_come_last(diverged: MLP) -> None:
    assert descending_order(np.array([1.0, np.nan, 3.0, np.inf, 1.0])).tolist() == [3, 2, 0, 4, 1]
    assert similarity_order(diverged, 0).tolist() == [0, 1, 2, 3, 4]
    images = weight_images(diverged, 1)
    assert np.isnan(images.images).all()
    assert images.scale == 1


def test_it_can_be_canceled(deep: MLP) -> None:
    with pytest.raises(CanceledError):
        path_weights(deep, 1, np.arange(9), cancel=lambda: True)
    with pytest.raises(CanceledError):
        similarity_order(deep, 0, cancel=lambda: True)


def test_what_does_not_exist_is_said(pixels: Floats) -> None:
    network = made((784, 10))
    with pytest.raises(ModelError, match="no hidden layers"):
        unit_contributions(network, 0, pixels, 1)
    with pytest.raises(ModelError, match="no layer 2"):
        weight_images(network, 1)
    with pytest.raises(ModelError, match="no unit 10"):
        weight_images(network, 0, np.array([10]))
