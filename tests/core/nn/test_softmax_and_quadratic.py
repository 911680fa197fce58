"""The two other losses: their closed forms, and logits far out."""

import math

import hypothesis.extra.numpy as hnp
import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from core.nn.losses import LOSSES
from core.training.batches import digit_targets
from tests.rounding import assert_within, of_slope, rounding

EVERY = pytest.mark.parametrize("name", LOSSES)
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])
ONE = rounding(np.float64, 20, 1.0)
"""A few functions and a sum of ten, with values up to 1."""
LOGITS = hnp.arrays(np.float64, (3, 10), elements=st.floats(-20, 20))
SOFTMAX, QUADRATIC = LOSSES["softmax_cross_entropy"], LOSSES["sigmoid_quadratic"]


def softmax(row: list[float]) -> list[float]:
    powers = [math.exp(a) for a in row]
    return [power / math.fsum(powers) for power in powers]


@given(LOGITS)
def test_softmax_shares_one_by_powers_of_e(logits: np.ndarray) -> None:
    outputs = SOFTMAX.probabilities(logits)
    # Beside a logit of 20 the exponent is off by 40 ε.
    assert_within(outputs, [softmax(list(row)) for row in logits], rounding(np.float64, 10, 40.0))
    assert_within(outputs.sum(axis=1), 1, rounding(np.float64, 20, 1.0))


def test_odds_of_logits_that_are_logarithms_are_the_numbers() -> None:
    logits = np.log(np.arange(1.0, 11.0))[None]
    assert_within(SOFTMAX.probabilities(logits), np.arange(1, 11) / 55, ONE)
    loss = SOFTMAX.total(logits, np.eye(10)[[4]])
    assert loss == pytest.approx(math.log(11), abs=3 * ONE)


@given(LOGITS, st.floats(-100, 100))
def test_softmax_does_not_see_what_is_added_to_all(logits: np.ndarray, shift: float) -> None:
    targets = np.eye(10)[[1, 2, 3]]
    # What is added rounds each logit.
    most = rounding(np.float64, 10, 120.0)
    assert_within(SOFTMAX.probabilities(logits + shift), SOFTMAX.probabilities(logits), most)
    total = SOFTMAX.total(logits, targets)
    assert SOFTMAX.total(logits + shift, targets) == pytest.approx(total, abs=3 * most)


@given(LOGITS)
def test_the_quadratic_loss_is_half_the_squared_distance(logits: np.ndarray) -> None:
    y = np.eye(10)[[0, 5, 9]]
    distance = 1 / (1 + np.exp(-logits)) - y
    assert QUADRATIC.total(logits, y) == pytest.approx(np.sum(distance**2) / 2, abs=30 * ONE)


def test_an_untrained_networks_losses_are_known() -> None:
    logits, y = np.zeros((4, 10)), np.eye(10)[[0, 1, 2, 3]]
    most = rounding(np.float64, 40, 40.0)
    assert SOFTMAX.total(logits, y) == pytest.approx(4 * math.log(10), abs=most)
    sigmoid = LOSSES["sigmoid_cross_entropy"].total(logits, y)
    assert sigmoid == pytest.approx(40 * math.log(2), abs=most)
    assert QUADRATIC.total(logits, y) == pytest.approx(4 * 10 / 8, abs=most)


@EVERY
@DTYPES
@pytest.mark.parametrize("scale", [1000.0, 1e30])
def test_losses_and_gradients_of_huge_logits_are_finite(
    name: str, dtype: type[np.floating], scale: float
) -> None:
    logits = np.random.default_rng(0).choice([-scale, scale], (20, 10)).astype(dtype)
    logits[0], logits[1] = scale, -scale
    targets = np.eye(10, dtype=dtype)[np.arange(20) % 10]
    with np.errstate(all="raise", under="ignore"):
        loss = LOSSES[name].total(logits, targets)
        gradient = LOSSES[name].probabilities(logits)
        assert (gradient >= 0).all()
        assert (gradient <= 1).all()
        LOSSES[name].gradient(gradient, targets)
    assert math.isfinite(loss)
    assert np.isfinite(gradient).all()
    assert np.abs(gradient).max() <= 1


def test_a_sure_and_wrong_output_gets_a_gradient_from_cross_entropies_and_none_from_squares() -> (
    None
):
    logits = np.full((1, 10), -50.0)
    logits[0, 3] = 50.0
    for name, wanted in (
        ("sigmoid_cross_entropy", -1.0),
        ("softmax_cross_entropy", -1.0),
        ("sigmoid_quadratic", 0.0),
    ):
        gradient = LOSSES[name].probabilities(logits)
        LOSSES[name].gradient(gradient, np.eye(10)[[7]])
        assert gradient[0, 7] == pytest.approx(wanted, abs=ONE)


@EVERY
@given(LOGITS, st.floats(0, 0.5))
def test_with_smoothed_targets_the_gradient_is_the_slope(
    name: str, logits: np.ndarray, smoothing: float
) -> None:
    targets = digit_targets(smoothing, np.float64)[[2, 0, 9]]
    gradient = LOSSES[name].probabilities(logits)
    LOSSES[name].gradient(gradient, targets)
    step = np.random.default_rng(0).normal(size=logits.shape) * 1e-6
    change = LOSSES[name].total(logits + step, targets) - LOSSES[name].total(logits - step, targets)
    # Three rows of ten steps of about a millionth, and totals of up to 30 · 20.
    size = float(np.abs(step).max())
    most = size * of_slope(size, magnitude=600.0, terms=30, third=30.0)
    assert change / 2 == pytest.approx(np.vdot(gradient, step), abs=most)


@DTYPES
def test_smoothed_targets_spread_a_share_over_all_digits(dtype: type[np.floating]) -> None:
    targets = digit_targets(0.2, dtype)
    assert targets.dtype == dtype
    assert_within(targets, np.where(np.eye(10), 0.82, 0.02), rounding(dtype, 2, 1.0))
    assert_within(targets.sum(axis=1), 1, rounding(dtype, 10, 1.0))
    assert np.array_equal(digit_targets(0.0, dtype), np.eye(10))
