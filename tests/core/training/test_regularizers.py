"""Limits on gradients and weights, averaged weights, dropout."""

from math import sqrt

import hypothesis.extra.numpy as hnp
import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from core.hyperparameters.schema import Hyperparameters
from core.training.regularizers import Dropout, clip_norm, limit_norms
from core.training.weight_averaging import WeightAverage
from tests.rounding import assert_within, rounding

VECTORS = hnp.arrays(np.float64, 7, elements=st.floats(-1e6, 1e6))


@given(VECTORS, st.floats(1e-3, 1e7))
def test_a_clipped_gradient_keeps_its_direction_and_is_no_longer_than_the_limit(
    gradient: np.ndarray, longest: float
) -> None:
    kept = gradient.copy()
    clip_norm(gradient, longest)
    length = sqrt(sum(value * value for value in kept))
    expected = kept * min(1, longest / max(length, 1e-300))
    assert_within(gradient, expected, rounding(np.float64, 10, np.abs(expected)))


def test_a_3_4_5_triangle_is_clipped_to_its_fifth() -> None:
    gradient = np.array([3.0, 0.0, -4.0])
    clip_norm(gradient, 1.0)
    assert_within(gradient, [0.6, 0, -0.8], rounding(np.float64, 5, 1.0))


@pytest.mark.parametrize("wrong", [np.inf, -np.inf, np.nan])
def test_a_gradient_that_is_no_number_is_not_hidden_by_clipping(wrong: float) -> None:
    gradient = np.array([1.0, wrong])
    with np.errstate(invalid="ignore"):
        clip_norm(gradient, 0.5)
    assert np.array_equal(gradient, [1.0, wrong], equal_nan=True)


def test_each_units_incoming_weights_are_limited_and_no_others() -> None:
    weights = [np.array([[3.0, 0.3], [4.0, 0.4]]), np.array([[0.0, 12.0], [0.0, -5.0]])]
    limit_norms(weights, 1.0)
    most = rounding(np.float64, 5, 1.0)
    assert_within(weights[0], [[0.6, 0.3], [0.8, 0.4]], most)
    assert_within(weights[1], [[0, 12 / 13], [0, -5 / 13]], most)


@given(hnp.arrays(np.float32, (5, 4), elements=st.floats(-100, 100, width=32)), st.floats(0.1, 50))
def test_no_units_weights_are_longer_than_the_limit(weight: np.ndarray, longest: float) -> None:
    limit_norms([weight], longest)
    lengths = np.linalg.norm(weight.astype(np.float64), axis=0)
    assert (lengths <= longest + rounding(np.float32, len(weight) + 3, longest)).all()


def test_the_average_keeps_its_share_at_each_eighth_step() -> None:
    parameters = np.array([4.0, -8.0])
    average = WeightAverage(parameters)
    expected = parameters.copy()
    for steps in range(1, 401):
        parameters[:] = steps, np.sin(steps)
        average.update(parameters, steps, decay=0.99)
        if steps % 8 == 0:
            # Early on no more than (1 + t)/(10 + t) is kept.
            kept = min(0.99**8, (1 + steps) / (10 + steps))
            expected = kept * expected + (1 - kept) * parameters
        assert_within(average.average, expected, rounding(np.float64, 3 * steps, 400.0))


def test_an_average_is_nearly_that_of_every_step() -> None:
    rng, exact = np.random.default_rng(0), np.zeros(3)
    average = WeightAverage(np.zeros(3))
    for steps in range(1, 5001):
        parameters = np.tanh(steps / 800) + 0.1 * rng.normal(size=3)
        exact = 0.999 * exact + 0.001 * parameters
        average.update(parameters, steps, decay=0.999)
    assert np.allclose(average.average, exact, atol=0.02)


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.95])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dropout_silences_its_share_and_keeps_the_mean(
    share: float, dtype: type[np.floating]
) -> None:
    dropout = Dropout((400, 300, 200, 10), dtype, np.random.default_rng(5))
    masks = dropout.draw(500, Hyperparameters(dropout=share, dropout_input=share / 2))
    assert masks is not None
    assert [mask.shape for mask in masks if mask is not None] == [
        (500, 400),
        (500, 300),
        (500, 200),
    ]
    for mask, dropped in zip(masks, (share / 2, share, share), strict=True):
        assert mask is not None
        assert mask.dtype == dtype
        values = np.unique(mask)
        assert np.allclose(values, [0, 1 / (1 - dropped)], rtol=1e-3)
        deviation = sqrt(dropped * (1 - dropped) / mask.size)
        assert np.mean(mask == 0) == pytest.approx(dropped, abs=5 * deviation + 1e-5)
        assert mask.mean() == pytest.approx(1, abs=5 * deviation / (1 - dropped))


def test_nothing_is_dropped_where_nothing_is_to_be_dropped() -> None:
    dropout = Dropout((4, 3, 10), np.float32, np.random.default_rng(5))
    state = dropout.rng.bit_generator.state
    assert dropout.draw(5, Hyperparameters()) is None
    assert dropout.rng.bit_generator.state == state
    pixels, hidden = dropout.draw(5, Hyperparameters(dropout=0.5)) or (0, 0)
    assert pixels is None
    assert hidden is not None
    pixels, hidden = dropout.draw(5, Hyperparameters(dropout_input=0.5)) or (0, 0)
    assert pixels is not None
    assert hidden is None


def test_units_fall_silent_each_on_its_own_and_otherwise_each_time() -> None:
    dropout = Dropout((200, 10), np.float32, np.random.default_rng(5))
    settings = Hyperparameters(dropout_input=0.5)
    first, second = (np.array((dropout.draw(300, settings) or [None])[0]) > 0 for _ in range(2))
    assert np.mean(first == second) == pytest.approx(0.5, abs=0.01)
    correlations = np.corrcoef(first.T.astype(float))
    assert np.abs(correlations - np.eye(200)).max() < 0.35
