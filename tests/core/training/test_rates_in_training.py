"""The learning rates that a training really uses, read off its steps."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split
from core.hyperparameters.schema import Hyperparameters
from core.training.events import BatchEnd, Change, EpochEnd
from core.training.schedules import SCHEDULES, planned_rates
from core.training.trainer import new_network, train

IMAGES, BATCH, EPOCHS = 12, 4, 5
SETTINGS = Hyperparameters(
    hidden_layers=(),
    loss="softmax_cross_entropy",
    initializer="zeros",
    gradient="mean",
    learning_rate=1e-6,
    batch_size=BATCH,
    epochs=EPOCHS,
    step_epochs=2,
    step_factor=0.5,
    epoch_factor=0.6,
    warmup_epochs=1.5,
    final_factor=0.1,
)


@pytest.fixture
def sevens() -> Dataset:
    """Blank images of one digit: only biases learn, and at first each step by 0.9 η."""
    split = Split(np.zeros((IMAGES, 784), np.uint8), np.full(IMAGES, 7))
    return Dataset("sevens", split, split.first(2), split.first(2))


def rates_used(dataset: Dataset, settings: Hyperparameters) -> list[float]:
    network = new_network(settings, dtype=np.float64)
    bias, rates = 0.0, []
    for event in train(network, dataset, settings):
        if isinstance(event, BatchEnd):
            # The outputs stay at 0.1 but for 1e-6: ∂L/∂b₇ = 0.1 − 1.
            rates.append((network.biases[0][7] - bias) / 0.9)
            bias = float(network.biases[0][7])
    return rates


@pytest.mark.parametrize("name", SCHEDULES)
def test_each_step_is_as_long_as_planned(sevens: Dataset, name: str) -> None:
    settings = replace(SETTINGS, schedule=name, plateau_epochs=1000)
    steps = EPOCHS * IMAGES // BATCH
    epochs, planned = planned_rates(settings, points=steps + 1)
    assert epochs[1] == pytest.approx(BATCH / IMAGES)
    # The plan's points lie where the mini-batches begin.
    assert rates_used(sevens, settings) == pytest.approx(planned[:-1], rel=1e-4, abs=1e-12)


def test_a_plateau_halves_the_rate_from_the_next_epoch_on(sevens: Dataset) -> None:
    # All validation images are of a digit that the training never sees: their loss only rises.
    zeros = Split(np.zeros((2, 784), np.uint8), np.zeros(2, np.intp))
    settings = replace(SETTINGS, schedule="plateau", plateau_epochs=2, epochs=6)
    rates = rates_used(replace(sevens, validation=zeros), settings)
    expected = np.repeat([1, 1, 1, 0.5, 0.5, 0.25], 3) * 1e-6
    assert rates == pytest.approx(expected, rel=1e-4)


def test_a_falling_validation_loss_leaves_the_rate_alone(sevens: Dataset) -> None:
    settings = replace(SETTINGS, schedule="plateau", plateau_epochs=1)
    assert rates_used(sevens, settings) == pytest.approx([1e-6] * 15, rel=1e-4)


def test_a_training_made_shorter_hurries_along_its_cosine(sevens: Dataset) -> None:
    settings = replace(SETTINGS, schedule="cosine", final_factor=0.0, epochs=4)
    network = new_network(settings, dtype=np.float64)
    training = train(network, sevens, settings)
    while not isinstance(next(training), EpochEnd):
        pass
    training.send(Change({"epochs": 2}))
    before = network.biases[0][7]
    next(training)
    assert (network.biases[0][7] - before) / 0.9 == pytest.approx(0.5e-6, rel=1e-4)
