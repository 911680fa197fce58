"""Loss, accuracy and confusion matrix against a count image by image."""

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split, to_pixels
from core.evaluation.metrics import Evaluation, evaluate, evaluation_steps
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import MLP
from core.training.trainer import new_network
from tests.rounding import of_logits, of_loss, rounding


def some_split(count: int) -> Split:
    rng = np.random.default_rng(count)
    return Split(rng.integers(0, 256, (count, 784), np.uint8), rng.integers(0, 10, count))


@pytest.fixture
def network() -> MLP:
    return new_network(Hyperparameters(hidden_layers=(4,)), dtype=np.float64)


def by_hand(network: MLP, split: Split) -> tuple[float, list[list[int]]]:
    """The textbook's loss and a count, image by image."""
    (w1, w2), (b1, b2) = network.weights, network.biases
    losses, confusion = [], [[0] * 10 for _ in range(10)]
    for image, digit in zip(split.images, split.labels, strict=True):
        hidden = 1 / (1 + np.exp(-(image / 255 @ w1 + b1)))
        output = 1 / (1 + np.exp(-(hidden @ w2 + b2)))
        y = np.arange(10) == digit
        losses.append(-np.log(output[y]).sum() - np.log(1 - output[~y]).sum())
        confusion[digit][int(np.argmax(output))] += 1
    return float(np.mean(losses)), confusion


@pytest.mark.parametrize("count", [1, 10, 999, 1000, 1001])
def test_an_evaluation_is_what_counting_by_hand_gives(network: MLP, count: int) -> None:
    split = some_split(count)
    loss, confusion = by_hand(network, split)
    whole = evaluate(network, split)
    assert whole.loss == pytest.approx(loss, abs=rounding(np.float64, 784 + count, 2 * loss))
    assert whole.confusion.tolist() == confusion
    assert whole.correct == sum(confusion[digit][digit] for digit in range(10))
    assert (whole.images, whole.total) == (count, count)


def test_rows_are_true_digits_and_columns_predicted_ones(network: MLP) -> None:
    network.weights[-1][:] = 0
    network.biases[-1][:] = np.arange(10) == 7
    split = Split(np.zeros((3, 784), np.uint8), np.array([2, 2, 7]))
    confusion = evaluate(network, split).confusion
    assert (confusion[2, 7], confusion[7, 7], confusion.sum()) == (2, 1, 3)


def test_partial_evaluations_add_up(network: MLP) -> None:
    split = some_split(2500)
    parts = list(evaluation_steps(network, split))
    assert [(part.images, part.total) for part in parts] == [
        (1000, 2500),
        (2000, 2500),
        (2500, 2500),
    ]
    for part in parts:
        alone = evaluate(network, split.first(part.images))
        most = rounding(np.float64, part.images, alone.loss)
        assert part.loss == pytest.approx(alone.loss, abs=most)
        assert np.array_equal(part.confusion, alone.confusion)
        assert part.confusion.sum() == part.images
        labels = split.labels[: part.images]
        assert [np.sum(part.predictions == labels)] == [part.correct]


def test_accuracy_errors_and_correct_belong_together() -> None:
    confusion = np.zeros((10, 10), np.int64)
    confusion[3, 3], confusion[3, 5] = 6, 2
    evaluation = Evaluation(8, 20, 0.0, confusion, np.zeros(8, np.uint8))
    assert (evaluation.correct, evaluation.errors, evaluation.accuracy) == (6, 2, 0.75)


def test_an_evaluation_leaves_the_network_as_it_is(network: MLP) -> None:
    snapshot = network.snapshot()
    evaluate(snapshot, some_split(10))
    assert np.array_equal(snapshot.parameters, network.parameters)


def test_float32_and_float64_agree(mnist: Dataset) -> None:
    settings, split = Hyperparameters(), mnist.test.first(2000)
    network, exact = new_network(settings), new_network(settings, dtype=np.float64)
    single, double = evaluate(network, split), evaluate(exact, split)
    pixels = to_pixels(split.images)
    most = of_loss(network, pixels, double.loss)
    assert single.loss == pytest.approx(double.loss, abs=most)
    best = np.sort(exact.logits(pixels), axis=1)
    close = best[:, -1] - best[:, -2] <= 2 * of_logits(network, pixels).max(axis=1)
    assert (single.predictions == double.predictions)[~close].all()
    assert close.mean() < 0.01


def test_a_diverged_network_has_a_loss_that_is_no_number_and_no_warning(network: MLP) -> None:
    network.weights[-1][:] = np.inf
    assert not np.isfinite(evaluate(network, some_split(3)).loss)
