"""What one epoch does to the parameters, and with which images."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import MLP
from core.training.batches import Batch, BatchLoader
from core.training.events import BatchEnd
from core.training.trainer import new_network, train
from tests.rounding import assert_within, rounding

TinyDataset = Callable[..., Dataset]


def one_epoch(dataset: Dataset, settings: Hyperparameters) -> tuple[MLP, MLP]:
    """The network before and after, in float64."""
    network = new_network(settings, dtype=np.float64)
    before = network.snapshot()
    list(train(network, dataset, settings))
    return before, network


def summed_gradients(network: MLP, dataset: Dataset) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """By hand for one hidden layer, image by image as in the report's sections 1 and 2."""
    (w1, w2), (b1, b2) = network.weights, network.biases
    weights, biases = [np.zeros_like(w1), np.zeros_like(w2)], [np.zeros_like(b1), np.zeros_like(b2)]
    for image, label in zip(dataset.train.images, dataset.train.labels, strict=True):
        x = image / 255
        h = 1 / (1 + np.exp(-(x @ w1 + b1)))
        output = 1 / (1 + np.exp(-(h @ w2 + b2)))
        error = output - np.eye(10)[label]
        below = (w2 @ error) * h * (1 - h)
        for sums, given, delta in zip(range(2), (x, h), (below, error), strict=True):
            weights[sums] += np.outer(given, delta)
            biases[sums] += delta
    return weights, biases


@pytest.mark.parametrize(("gradient", "divisor"), [("sum", 1), ("mean", 6)])
def test_a_step_is_the_reports(tiny: TinyDataset, gradient: str, divisor: int) -> None:
    dataset, eta, decay = tiny(6), 0.01, 3.0
    settings = Hyperparameters(
        hidden_layers=(4,), learning_rate=eta, l2=decay, gradient=gradient, epochs=1
    )
    before, after = one_epoch(dataset, settings)
    weight_gradients, bias_gradients = summed_gradients(before, dataset)
    # Behind an error stand sums over 784 pixels, and behind a slope six errors.
    most = rounding(np.float64, 784 + 6, float(np.abs(before.parameters).max()) + 6 * eta)
    for old, new, slope in zip(before.weights, after.weights, weight_gradients, strict=True):
        expected = (1 - eta * decay / 6) * old - eta * slope / divisor
        assert_within(new, expected, most)
    for old, new, slope in zip(before.biases, after.biases, bias_gradients, strict=True):
        assert_within(new, old - eta * slope / divisor, most)


def test_decay_counts_the_images_that_are_used(tiny: TinyDataset) -> None:
    used = Hyperparameters(hidden_layers=(), l2=5.0, training_images=6, epochs=2, batch_size=4)
    _, of_twenty = one_epoch(tiny(20), used)
    _, of_six = one_epoch(Dataset("six", tiny(20).train.first(6), *[tiny(20).validation] * 2), used)
    assert np.array_equal(of_twenty.parameters, of_six.parameters)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The numbers of the images of each mini-batch, read off the pixels that are learned from."""
    batches: list[list[int]] = []

    class Watched(BatchLoader):
        def __call__(self, indices: np.ndarray) -> Batch:
            batch = super().__call__(indices)
            batches.append(np.rint(batch.pixels[:, 0] * 255).astype(int).tolist())
            assert np.array_equal(batch.targets, np.eye(10)[batch.labels])
            assert np.array_equal(batch.labels, self._split.labels[batches[-1]])
            return batch

    monkeypatch.setattr("core.training.batches.BatchLoader", Watched)
    return batches


def test_every_image_is_seen_once_an_epoch_and_the_last_mini_batch_is_smaller(
    tiny: TinyDataset, seen: list[list[int]]
) -> None:
    one_epoch(tiny(20), Hyperparameters(hidden_layers=(), batch_size=8, epochs=3))
    assert [len(batch) for batch in seen] == [8, 8, 4] * 3
    orders = [[*seen[i], *seen[i + 1], *seen[i + 2]] for i in (0, 3, 6)]
    assert all(sorted(order) == list(range(20)) for order in orders)
    assert all(order != list(range(20)) for order in orders)
    assert all(order != following for order, following in pairwise(orders))


def test_only_the_first_training_images_are_seen(tiny: TinyDataset, seen: list[list[int]]) -> None:
    one_epoch(tiny(20), Hyperparameters(hidden_layers=(), training_images=7, epochs=1))
    assert [sorted(batch) for batch in seen] == [list(range(7))]


def test_a_mini_batch_larger_than_the_data_is_all_of_it(
    tiny: TinyDataset, seen: list[list[int]]
) -> None:
    one_epoch(tiny(5), Hyperparameters(hidden_layers=(), batch_size=50_000, epochs=2))
    assert [sorted(batch) for batch in seen] == [[0, 1, 2, 3, 4]] * 2


def test_mini_batches_of_one_image_learn(tiny: TinyDataset) -> None:
    before, after = one_epoch(tiny(3), Hyperparameters(batch_size=1, epochs=1))
    assert not np.array_equal(before.parameters, after.parameters)


def test_a_mini_batch_tells_its_loss_and_accuracy_before_its_step(tiny: TinyDataset) -> None:
    dataset, settings = tiny(6), Hyperparameters(hidden_layers=(4,), epochs=1)
    network = new_network(settings, dtype=np.float64)
    outputs = network.probabilities(dataset.train.images / 255)
    y = np.eye(10)[dataset.train.labels]
    event = next(train(network, dataset, settings))
    assert isinstance(event, BatchEnd)
    loss = -np.sum(y * np.log(outputs) + (1 - y) * np.log(1 - outputs)) / 6
    assert event.loss == pytest.approx(loss)
    assert event.accuracy == np.mean(outputs.argmax(axis=1) == dataset.train.labels)
