"""Statistics of layers, against back-propagation and closed forms."""

import numpy as np
import pytest

from core.datasets.dataset import Split, to_pixels
from core.foundation.errors import DataError
from core.inside.cancellation import CanceledError
from core.inside.layer_statistics import LayerStatistics, histogram, layer_statistics
from core.nn.backprop import Backprop
from core.nn.losses import LOSSES
from core.nn.mlp import MLP

from .conftest import made


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ["sigmoid", "relu", "gelu"])
def test_gradients_are_those_of_training(sample: Split, activation: str, loss: str) -> None:
    network = made((784, 12, 9, 10), activation, loss)
    backprop = Backprop(network)
    pixels = to_pixels(sample.images, dtype=np.float64)
    backprop(pixels, np.eye(10)[sample.labels], scale=1 / len(sample))
    weights, biases = network.views(backprop.gradient)
    for found, weight, bias in zip(layer_statistics(network, sample), weights, biases, strict=True):
        expected = np.sqrt((weight**2).sum() + (bias**2).sum())
        assert found.gradient_norm == pytest.approx(expected, rel=1e-10)
        assert found.gradients.edges[-1] == pytest.approx(np.abs(weight).max(), rel=1e-10)
        assert found.gradients.counts.sum() == weight.size
        assert found.weight_norm == pytest.approx(
            float(np.linalg.norm(network.weights[found.layer])), rel=1e-12
        )


def test_a_histogram_has_fixed_bins() -> None:
    values = np.array([-2.0, -1.99, 0.0, 0.04, 2.0, np.nan, np.inf])
    found = histogram(values)
    assert found.edges == pytest.approx(np.linspace(-2, 2, 51))
    expected = np.zeros(50)
    expected[[0, 25, 49]] = 2, 2, 1
    assert found.counts.tolist() == expected.tolist()
    assert found.undefined == 2


def test_a_histogram_of_many_values_is_counted_in_parts() -> None:
    values = np.random.default_rng(3).standard_normal((1100, 1000)).astype(np.float32)
    found = histogram(values)
    expected, _ = np.histogram(values.astype(np.float64), found.edges)
    assert found.edges[-1] == np.abs(values).max()
    assert found.counts.tolist() == expected.tolist()
    assert found.counts.sum() == values.size


def test_the_update_ratio_is_the_relative_change(sample: Split) -> None:
    network = made((784, 5, 10))
    before = network.with_parameters(network.parameters * 0.9)
    for found in layer_statistics(network, sample, before):
        assert found.update_ratio == pytest.approx(0.1, rel=1e-12)
    assert layer_statistics(network, sample)[0].update_ratio is None


def test_dead_and_saturated_units_are_found(sample: Split) -> None:
    for activation in ("relu", "sigmoid", "tanh", "elu"):
        network = made((784, 5, 10), activation)
        network.weights[0][:, :2] = 0
        network.biases[0][:2] = -9, 0.5
        hidden, output = layer_statistics(network, sample)
        assert (output.dead, output.saturated) == (None, None)
        dead, saturated = hidden.dead, hidden.saturated
        assert (dead is not None) == (activation == "relu")
        assert (saturated is not None) == (activation in ("sigmoid", "tanh"))
        for mask in (dead, saturated):
            assert mask is None or mask[:2].tolist() == [True, False]


def test_a_diverged_network_is_counted_as_such(sample: Split, diverged: MLP) -> None:
    for found in layer_statistics(diverged, sample):
        assert np.isnan([found.weight_norm, found.gradient_norm]).all()
        assert found.weights.undefined == diverged.weights[found.layer].size
        assert found.weights.counts.sum() == 0


def test_wrong_input_is_said(sample: Split, diverged: MLP) -> None:
    with pytest.raises(DataError, match="no images"):
        layer_statistics(diverged, sample.first(0))
    with pytest.raises(DataError, match="other sizes"):
        layer_statistics(diverged, sample, made((784, 10)))
    with pytest.raises(CanceledError):
        layer_statistics(diverged, sample, cancel=lambda: True)


def _switched(activation: str, low: float, high: float, times: int) -> LayerStatistics:
    """The hidden layer where one unit has the sum `high` for some of 100 images, else `low`."""
    network = made((784, 1, 10), activation)
    network.weights[0][...] = 0
    network.weights[0][0] = high - low
    network.biases[0][...] = low
    images = np.zeros((100, 784), np.uint8)
    images[:times, 0] = 255
    return layer_statistics(network, Split(images, np.zeros(100, np.intp)))[0]


@pytest.mark.parametrize(
    ("activation", "end"), [("sigmoid", np.log(99)), ("tanh", np.arctanh(0.98))]
)
@pytest.mark.parametrize("sign", [-1, 1])
def test_saturation_begins_at_its_limits(activation: str, end: float, sign: int) -> None:
    inside, outside = 0.99 * sign * end, 1.01 * sign * end

    def saturated(times: int, low: float = 0.0, high: float = outside) -> bool:
        mask = _switched(activation, low, high, times).saturated
        assert mask is not None
        return bool(mask[0])

    assert saturated(95)
    assert not saturated(94)
    assert not saturated(100, high=inside)


def test_a_unit_that_is_active_once_is_not_dead() -> None:
    for times in (0, 1):
        dead = _switched("relu", -1.0, 0.5, times).dead
        assert dead is not None
        assert dead.tolist() == [not times]


@pytest.mark.parametrize("largest", [1e-310, 1e-290, 1.0, 1e290, 1e308])
def test_values_of_every_size_are_counted(largest: float) -> None:
    values = largest * np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    found = histogram(values)
    assert np.flatnonzero(found.counts).tolist() == [0, 12, 25, 37, 49]
    assert found.edges[-1] == largest
