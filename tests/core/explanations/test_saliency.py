"""What each pixel speaks for."""

import numpy as np
import pytest

from core.datasets.dataset import PIXELS, Dataset, Images, to_pixels
from core.explanations.log_odds import log_odds
from core.explanations.saliency import choose_baselines, saliency
from core.nn.activations import ACTIVATIONS
from core.nn.mlp import MLP
from tests.rounding import assert_within, rounding

from ..networks import initialized


def small(activation: str) -> MLP:
    return initialized(
        (PIXELS, 12, 10),
        activations=(activation,),
        loss="softmax_cross_entropy",
        initializer="glorot",
        rng=np.random.default_rng(5),
        dtype=np.float64,
    )


def rise(network: MLP, image: np.ndarray, digit: int, baselines: Images) -> float:
    """f(x) less the mean of f(x')."""
    pixels = to_pixels(np.vstack([image.reshape(1, PIXELS), baselines]), dtype=np.float64)
    values = log_odds(network.logits(pixels), digit)
    return float(values[0] - values[1:].mean())


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_the_values_add_up_to_what_they_explain(mnist: Dataset, activation: str) -> None:
    network, baselines = small(activation), mnist.train.images[:5]
    image = mnist.test.images[0].reshape(28, 28)
    # Where a derivative jumps or has a kink, a sum nears its integral more slowly.
    error = {"relu": 1e-3, "leaky_relu": 1e-3, "elu": 1e-5}.get(activation, 1e-8)
    found = saliency(network, image, 7, baselines, steps=300)
    assert found.sum() == pytest.approx(rise(network, image, 7, baselines), abs=error)


def test_a_linear_network_is_explained_by_its_weights(mnist: Dataset) -> None:
    network = small("linear")
    network.weights[1][:, 1:] = 0.0  # only the first logit depends on the image
    image, baselines = mnist.test.images[0], mnist.train.images[:1]
    network.biases[1][0] = 1000.0  # so that its log odds fall by as much as the others' logits
    weights = network.weights[0] @ network.weights[1][:, 0]
    difference = to_pixels(image, dtype=np.float64) - to_pixels(baselines[0], dtype=np.float64)
    found = saliency(network, image.reshape(28, 28), 0, baselines)
    # By as much as a logit of 1000 is rounded, the other log odds are.
    most = rounding(np.float64, 784, 1.0)
    assert_within(found.ravel(), weights * difference, most)


def test_a_few_steps_are_nearly_enough(network: MLP, mnist: Dataset) -> None:
    baselines = choose_baselines(mnist.train)
    for image in mnist.test.images[:10]:
        found = saliency(network, image.reshape(28, 28), 3, baselines)
        assert found.sum() == pytest.approx(rise(network, image, 3, baselines), abs=0.1)


def test_paper_speaks_too(network: MLP, mnist: Dataset) -> None:
    image = mnist.test.images[0].reshape(28, 28)
    found = saliency(network, image, 7, choose_baselines(mnist.train))
    assert found.shape == (28, 28)
    assert np.abs(found[image == 0]).max() > 0.01


def test_what_speaks_for_the_answer_speaks_against_the_second(network: MLP, mnist: Dataset) -> None:
    image, baselines = mnist.test.images[0].reshape(28, 28), choose_baselines(mnist.train)
    first, second = (saliency(network, image, digit, baselines).ravel() for digit in (7, 9))
    assert np.corrcoef(first, second)[0, 1] < 0


def test_each_digit_has_as_many_baselines(mnist: Dataset) -> None:
    chosen = choose_baselines(mnist.train)
    rows = [int(np.flatnonzero((mnist.train.images == image).all(axis=1))[0]) for image in chosen]
    assert np.bincount(mnist.train.labels[rows]).tolist() == [4] * 10
