"""A learning rate too high ends the training in order, with a network that is still finite."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import MLP
from core.training.events import BatchEnd, EpochEnd, Event, Status, Stop, TrainingEnd
from core.training.trainer import new_network, train

TinyDataset = Callable[..., Dataset]
# Each step multiplies every weight by 1 − 100 · 1000 / 2.
TOO_HIGH = Hyperparameters(learning_rate=100.0, l2=1000.0, training_images=2, epochs=50)
# Each by 1 − 1 · 20 / 2: it takes some epochs.
SLOWLY = replace(TOO_HIGH, learning_rate=1.0, l2=20.0)
SHAPES = pytest.mark.parametrize("hidden", [(), (5,), (5, 4)], ids=str)


def diverge(dataset: Dataset, settings: Hyperparameters) -> tuple[MLP, list[Event], TrainingEnd]:
    network = new_network(settings)
    *events, end = train(network, dataset, settings)
    assert isinstance(end, TrainingEnd)
    return network, events, end


@SHAPES
def test_a_divergence_ends_the_training_and_says_why(
    tiny: TinyDataset, hidden: tuple[int, ...]
) -> None:
    _, events, end = diverge(tiny(), replace(TOO_HIGH, hidden_layers=hidden))
    assert end.status is Status.DIVERGED
    assert f"epoch {end.epochs + 1}" in end.reason
    assert "learning rate 100 " in end.reason
    assert sum(isinstance(event, EpochEnd) for event in events) == end.epochs < 10


@SHAPES
@pytest.mark.parametrize("batch_size", [1, 2])
@pytest.mark.parametrize("growth", [TOO_HIGH, SLOWLY], ids=["at once", "slowly"])
@pytest.mark.parametrize("epochs", range(1, 6))
def test_the_network_and_every_number_told_is_finite_however_many_epochs(
    tiny: TinyDataset,
    hidden: tuple[int, ...],
    epochs: int,
    growth: Hyperparameters,
    batch_size: int,
) -> None:
    settings = replace(growth, hidden_layers=hidden, epochs=epochs, batch_size=batch_size)
    network, events, _ = diverge(tiny(), settings)
    assert np.isfinite(network.parameters).all()
    for event in events:
        if isinstance(event, BatchEnd):
            assert np.isfinite(event.loss)
        if isinstance(event, EpochEnd):
            assert np.isfinite([event.train_loss, event.validation_loss]).all()


def test_the_network_is_that_of_the_last_epoch_that_ended(tiny: TinyDataset) -> None:
    network, _, end = diverge(tiny(), SLOWLY)
    assert end.epochs > 1
    shorter, _, ended = diverge(tiny(), replace(SLOWLY, epochs=end.epochs))
    assert ended.status is Status.COMPLETED
    assert np.array_equal(network.parameters, shorter.parameters)


def test_a_network_that_only_fails_on_validation_has_diverged(tiny: TinyDataset) -> None:
    # Blank training images hide weights of any size.
    blank = Split(np.zeros((2, 784), np.uint8), np.array([1, 2]))
    dataset = replace(tiny(), train=blank)
    network, events, end = diverge(dataset, replace(TOO_HIGH, hidden_layers=()))
    losses = [event.validation_loss for event in events if isinstance(event, EpochEnd)]
    assert end.status is Status.DIVERGED
    assert np.isfinite(losses).all()
    assert np.isfinite(network.parameters).all()


def test_a_parameter_that_is_no_number_is_found_where_no_loss_shows_it(tiny: TinyDataset) -> None:
    settings = Hyperparameters(hidden_layers=(5,), epochs=1)
    network = new_network(settings)
    training = train(network, tiny(), settings)
    next(training)
    network.biases[0][0] = np.inf  # σ(∞) = 1: the loss is finite
    *_, end = training
    assert isinstance(end, TrainingEnd)
    assert end.status is Status.DIVERGED
    assert np.array_equal(network.parameters, new_network(settings).parameters)


@SHAPES
@pytest.mark.parametrize("batches", range(1, 11))
def test_a_stop_leaves_a_finite_network_wherever_it_comes(
    tiny: TinyDataset, hidden: tuple[int, ...], batches: int
) -> None:
    settings = replace(TOO_HIGH, hidden_layers=hidden, batch_size=1)
    network = new_network(settings)
    training = train(network, tiny(), settings)
    for event in training:
        if isinstance(event, BatchEnd) and event.images_seen == batches:
            training.send(Stop())
    assert np.isfinite(network.parameters).all()
