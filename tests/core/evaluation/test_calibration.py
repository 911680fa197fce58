"""Confidence is calibrated on images that the network has not learned from."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split, to_pixels
from core.evaluation.calibration import TARGET_RISK, Calibration, calibrate
from core.hyperparameters.schema import Hyperparameters
from core.models.bundled_model import load_bundled
from core.models.model_file import Model
from core.nn.mlp import MLP
from core.training.trainer import new_network
from tests.rounding import assert_within, of_probabilities


@pytest.fixture
def network(trained_model: Model) -> MLP:
    return trained_model.network


def hotter(network: MLP, factor: float) -> MLP:
    """The same network with all its logits multiplied."""
    copy = network.with_parameters(network.parameters.copy())
    copy.weights[-1][...] *= factor
    copy.biases[-1][...] *= factor
    return copy


@pytest.mark.parametrize("factor", [0.25, 3.0])
def test_the_temperature_makes_up_for_logits_that_are_too_large(
    mnist: Dataset, network: MLP, factor: float
) -> None:
    plain = calibrate(network, mnist.validation)
    scaled = calibrate(hotter(network, factor), mnist.validation)
    assert scaled.temperature == pytest.approx(factor * plain.temperature, rel=1e-3)
    assert scaled.threshold == pytest.approx(plain.threshold, rel=1e-3)


def test_no_temperature_has_a_lower_loss(mnist: Dataset, network: MLP) -> None:
    found = calibrate(network, mnist.validation).temperature
    logits = network.logits(to_pixels(mnist.validation.images)).astype(np.float64)
    targets = np.eye(10)[mnist.validation.labels]
    losses = [network.loss.total(logits / t, targets) for t in (0.98 * found, found, 1.02 * found)]
    assert losses[1] == min(losses)


def test_few_of_the_sure_answers_are_wrong(mnist: Dataset) -> None:
    shipped = load_bundled()
    assert shipped is not None
    network, split = shipped.network, mnist.validation
    found = calibrate(network, split)
    logits = network.logits(to_pixels(split.images)) / found.temperature
    answers = network.loss.probabilities(logits)
    sure = answers.max(axis=1) >= found.threshold
    wrong = answers.argmax(axis=1) != split.labels
    assert wrong[sure].mean() <= 1.1 * TARGET_RISK * wrong.mean()
    assert sure.mean() > 0.9


def test_a_network_that_knows_nothing_is_sure_of_nearly_nothing(mnist: Dataset) -> None:
    network = new_network(Hyperparameters(loss="softmax_cross_entropy", initializer="he"))
    found = calibrate(network, mnist.validation)
    logits = network.logits(to_pixels(mnist.test.images)) / found.temperature
    assert (network.loss.probabilities(logits).max(axis=1) >= found.threshold).mean() < 0.01


def test_weights_without_a_number_have_the_plain_calibration(mnist: Dataset) -> None:
    network = new_network(Hyperparameters())
    network.parameters[:] = np.nan
    few = Split(mnist.validation.images[:10], mnist.validation.labels[:10])
    assert calibrate(network, few) == replace(calibrate(network, few), temperature=1.0)


def test_a_temperature_softens_the_probabilities(mnist: Dataset, network: MLP) -> None:
    pixels = to_pixels(mnist.test.images[:20])
    plain = Calibration().probabilities(network, pixels)
    most = of_probabilities(network, pixels)
    assert_within(plain, network.probabilities(pixels), most)
    soft = Calibration(temperature=4.0).probabilities(network, pixels)
    assert_within(soft, network.loss.probabilities(network.logits(pixels) / 4), most)
    assert (soft.argmax(axis=1) == plain.argmax(axis=1)).all()
