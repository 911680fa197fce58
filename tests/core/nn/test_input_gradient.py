"""The gradient at the pixels, against central differences."""

import numpy as np
import pytest

from core.nn.activations import ACTIVATIONS, Floats
from core.nn.input_gradient import input_gradient
from core.nn.losses import LOSSES
from core.nn.mlp import MLP
from tests.rounding import assert_within, of_slope, rounding

from ..networks import initialized

_STEP = 1e-5


def network(activation: str = "tanh", loss: str = "softmax_cross_entropy") -> MLP:
    """Eleven inputs, ten outputs, float64."""
    return initialized(
        (11, 7, 6, 10),
        activations=(activation,),
        loss=loss,
        initializer="report",
        rng=np.random.default_rng(1),
        dtype=np.float64,
    )


def images(count: int = 3) -> Floats:
    return np.random.default_rng(2).random((count, 11))


def by_differences(function: object, pixels: Floats) -> Floats:
    """Central differences of a function of images (n, 11) with values (n,)."""
    assert callable(function)
    gradient = np.empty_like(pixels)
    for pixel in range(pixels.shape[1]):
        step = np.zeros(pixels.shape[1])
        step[pixel] = _STEP
        gradient[:, pixel] = (function(pixels + step) - function(pixels - step)) / (2 * _STEP)
    return gradient


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_it_is_the_slope_of_a_logit(activation: str) -> None:
    net, pixels = network(activation), images()

    def one(logits: Floats) -> Floats:
        chosen = np.zeros_like(logits)
        chosen[:, 4] = 1.0
        return chosen

    expected = by_differences(lambda x: net.logits(x)[:, 4], pixels)
    most = of_slope(_STEP, magnitude=10.0, terms=24, third=10.0)
    assert_within(input_gradient(net, pixels, one), expected, most)


@pytest.mark.parametrize("loss", LOSSES)
def test_it_is_the_slope_of_the_loss(loss: str) -> None:
    net, pixels = network(loss=loss), images()
    targets = np.eye(10)[[3, 0, 9]]

    def total(x: Floats) -> Floats:
        rows = zip(net.logits(x), targets, strict=True)
        return np.array([net.loss.total(row[None], target[None]) for row, target in rows])

    def differentiate(logits: Floats) -> Floats:
        gradient = net.loss.probabilities(logits)
        net.loss.gradient(gradient, targets)
        return gradient

    expected = by_differences(total, pixels)
    found = input_gradient(net, pixels, differentiate)
    assert_within(found, expected, of_slope(_STEP, magnitude=30.0, terms=34, third=10.0))


def test_images_do_not_know_each_other() -> None:
    net, pixels = network(), images()
    together = input_gradient(net, pixels, np.ones_like)
    alone = [input_gradient(net, image[None], np.ones_like)[0] for image in pixels]
    assert_within(together, alone, rounding(np.float64, 24, float(np.abs(alone).max()) + 1.0))


def test_neither_the_images_nor_the_network_are_changed() -> None:
    net, pixels = network().snapshot(), images()
    pixels.setflags(write=False)
    before = net.parameters.copy()
    input_gradient(net, pixels, np.ones_like)
    assert (net.parameters == before).all()
