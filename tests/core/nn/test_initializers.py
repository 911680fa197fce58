"""How networks start: mean, variance, orthogonality."""

from math import sqrt

import numpy as np
import pytest

from core.hyperparameters.schema import FIELDS
from core.nn.initializers import INITIALIZERS
from core.nn.mlp import MLP
from tests.rounding import assert_within, rounding

from ..networks import initialized

# Variance of a weight from its layer's (n_in, n_out), and of a bias; by the papers' names.
VARIANCES = {
    "report": (lambda n_in, n_out: 1 / n_in, 1.0),
    "normal": (lambda n_in, n_out: 1.0, 1.0),
    "glorot": (lambda n_in, n_out: 2 / (n_in + n_out), 0.0),
    "he": (lambda n_in, n_out: 2 / n_in, 0.0),
    "lecun": (lambda n_in, n_out: 1 / n_in, 0.0),
    "zeros": (lambda n_in, n_out: 0.0, 0.0),
}


def network(name: str, *sizes: int, seed: int = 0, dtype: type[np.floating] = np.float64) -> MLP:
    return initialized(
        sizes,
        activations=("relu",),
        loss="softmax_cross_entropy",
        initializer=name,
        rng=np.random.default_rng(seed),
        dtype=dtype,
    )


def test_every_initializer_is_checked() -> None:
    names = {*VARIANCES, "orthogonal"}
    assert names == set(INITIALIZERS) == set(FIELDS["initializer"].options)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", VARIANCES)
def test_weights_and_biases_have_their_mean_and_variance(name: str) -> None:
    of_weight, of_bias = VARIANCES[name]
    net = network(name, 784, 500, 900)
    for weight, bias in zip(net.weights, net.biases, strict=True):
        deviation = sqrt(of_weight(*weight.shape))
        assert abs(weight.mean()) <= 5 * deviation / sqrt(weight.size)
        assert weight.std() == pytest.approx(deviation, rel=5 / sqrt(2 * weight.size))
        assert bias.std() == pytest.approx(sqrt(of_bias), rel=5 / sqrt(2 * bias.size))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", [(30, 8), (8, 30), (12, 12), (1, 5), (5, 1)])
def test_orthogonal_weights_keep_lengths(sizes: tuple[int, int], dtype: type[np.floating]) -> None:
    net = network("orthogonal", *sizes, dtype=dtype)
    (weight,), (bias,) = net.weights, net.biases
    tall = weight if weight.shape[0] >= weight.shape[1] else weight.T
    # A column's squares add up to 1.
    assert_within(tall.T @ tall, np.eye(tall.shape[1]), rounding(dtype, len(tall), 1.0))
    assert not bias.any()


def test_orthogonal_weights_prefer_no_direction() -> None:
    """Mezzadri 2007: without a mend of its signs, a QR decomposition does."""
    drawn = np.array([network("orthogonal", 3, 3, seed=s).weights[0] for s in range(2000)])
    assert np.allclose(drawn.mean(axis=0), 0, atol=5 * sqrt(1 / 3 / 2000))
    assert np.allclose((drawn**2).mean(axis=0), 1 / 3, atol=0.04)


@pytest.mark.parametrize("name", sorted(INITIALIZERS))
def test_the_same_seed_gives_the_same_start(name: str) -> None:
    first, same, other = (network(name, 20, 10, 10, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.parameters, same.parameters)
    assert np.isfinite(first.parameters).all()
    assert np.array_equal(first.parameters, other.parameters) == (name == "zeros")


def test_units_that_start_at_zero_stay_the_same() -> None:
    net = network("zeros", 6, 4, 10)
    assert not net.parameters.any()
    assert_within(net.probabilities(np.ones((1, 6))), 0.1, rounding(np.float64, 10, 0.1))


def test_he_keeps_the_size_of_what_relus_hand_on() -> None:
    """He et al. 2015: E[z²] is the same in each layer, where LeCun's halves it."""
    x = np.random.default_rng(1).normal(size=(200, 400))
    sizes = (400, *[400] * 6)
    for name, factor in (("he", 1.0), ("lecun", 0.5)):
        net = network(name, *sizes)
        powers, values = [], x
        for weight in net.weights:
            sums = values @ weight
            powers.append(np.mean(sums**2))
            values = np.maximum(sums, 0)
        assert np.allclose(np.divide(powers[2:], powers[1:-1]), factor, rtol=0.15)
