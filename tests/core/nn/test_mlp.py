"""The network: how it starts, what it answers, and who sees its memory."""

import numpy as np
import pytest

from core.nn.mlp import MLP
from tests.rounding import assert_within, of_logits, of_probabilities

from ..networks import initialized


def network(*sizes: int, seed: int = 0, dtype: type[np.floating] = np.float64) -> MLP:
    return initialized(
        sizes,
        activations=("sigmoid",),
        loss="sigmoid_cross_entropy",
        initializer="report",
        rng=np.random.default_rng(seed),
        dtype=dtype,
    )


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def test_the_reports_network_has_15910_parameters() -> None:
    reports = network(784, 20, 10)
    assert reports.parameters.shape == (784 * 20 + 20 + 20 * 10 + 10,)
    assert reports.weight_count == 784 * 20 + 20 * 10
    assert [weight.shape for weight in reports.weights] == [(784, 20), (20, 10)]
    assert [bias.shape for bias in reports.biases] == [(20,), (10,)]


def test_weights_start_as_n_0_1_over_n_in_and_biases_as_n_0_1() -> None:
    large = network(784, 1000, 1000)
    for weight in large.weights:
        n_in, count = len(weight), weight.size
        assert abs(weight.mean()) < 5 / np.sqrt(n_in * count)
        assert weight.std() == pytest.approx(1 / np.sqrt(n_in), rel=5 / np.sqrt(2 * count))
    for bias in large.biases:
        assert abs(bias.mean()) < 5 / np.sqrt(1000)
        assert bias.std() == pytest.approx(1, rel=5 / np.sqrt(2000))


def test_initial_weights_are_normally_distributed() -> None:
    weights = network(100, 2000).weights[0] * 10
    for sigmas, share in ((1, 0.6827), (2, 0.9545), (3, 0.9973)):
        assert np.mean(np.abs(weights) < sigmas) == pytest.approx(share, abs=0.005)


def test_the_same_seed_gives_the_same_network_and_another_another() -> None:
    first, same, other = network(8, 5, 3), network(8, 5, 3), network(8, 5, 3, seed=1)
    assert np.array_equal(first.parameters, same.parameters)
    assert not np.isclose(first.parameters, other.parameters).any()


def test_weights_and_biases_are_the_memory_of_the_parameters() -> None:
    net = network(4, 3, 2)
    for number, array in enumerate([*net.weights, *net.biases]):
        array[:] = number
    assert net.parameters.tolist() == [0] * 12 + [1] * 6 + [2] * 3 + [3] * 2
    net.parameters[:] = np.arange(23)
    assert net.weights[0].tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]
    assert net.biases[1].tolist() == [21, 22]


def test_the_answer_is_the_textbooks() -> None:
    net = network(6, 5, 4, 10)
    x = np.random.default_rng(2).random((7, 6))
    hidden = sigmoid(x @ net.weights[0] + net.biases[0])
    hidden = sigmoid(hidden @ net.weights[1] + net.biases[1])
    logits = hidden @ net.weights[2] + net.biases[2]
    assert_within(net.logits(x), logits, of_logits(net, x))
    assert_within(net.probabilities(x), sigmoid(logits), of_probabilities(net, x))


def test_without_hidden_layers_the_logits_are_one_matrix_product() -> None:
    net = network(784, 10)
    x = np.random.default_rng(2).random((3, 784))
    assert_within(net.logits(x), x @ net.weights[0] + net.biases[0], of_logits(net, x))


@pytest.mark.parametrize("sizes", [(784, 10), (784, 20, 10)])
def test_an_answer_changes_neither_the_images_nor_the_network(sizes: tuple[int, ...]) -> None:
    net, x = network(*sizes), np.random.default_rng(2).random((3, 784))
    kept, parameters = x.copy(), net.parameters.copy()
    net.probabilities(x)
    assert np.array_equal(x, kept)
    assert np.array_equal(net.parameters, parameters)


def test_a_float32_network_answers_in_float32() -> None:
    net = network(784, 20, 10, dtype=np.float32)
    assert net.logits(np.zeros((2, 784), np.float32)).dtype == np.float32


def test_a_snapshot_does_not_follow_the_network() -> None:
    net, x = network(6, 5, 10), np.ones((1, 6))
    snapshot, before = net.snapshot(), net.probabilities(x)
    net.parameters += 1
    assert np.array_equal(snapshot.probabilities(x), before)
    assert not np.array_equal(net.probabilities(x), before)


def test_nothing_can_be_written_into_a_snapshot() -> None:
    snapshot = network(6, 5, 10).snapshot()
    for array in (snapshot.parameters, *snapshot.weights, *snapshot.biases):
        with pytest.raises(ValueError, match="read-only"):
            array += 1
