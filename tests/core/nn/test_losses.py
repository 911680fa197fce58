"""The cross-entropy against the textbook, and its gradient against the difference quotient."""

import hypothesis.extra.numpy as hnp
import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from core.nn.losses import LOSSES, SigmoidCrossEntropy
from tests.rounding import assert_within, of_slope, rounding

LOSS = SigmoidCrossEntropy()
LOGITS = hnp.arrays(np.float64, (3, 10), elements=st.floats(-20, 20))
DIGITS = hnp.arrays(np.intp, 3, elements=st.integers(0, 9))
FUNCTIONS = rounding(np.float64, 8, 1.0)
"""A few functions one after the other, with values up to 1."""
EVERY = pytest.mark.parametrize("name", LOSSES)


def textbook(logits: np.ndarray, y: np.ndarray) -> float:
    """L = Σ −y ln ŷ − (1 − y) ln(1 − ŷ), with ŷ = σ(a) and 1 − ŷ = σ(−a)."""
    return float(np.sum(y * np.log(1 + np.exp(-logits)) + (1 - y) * np.log(1 + np.exp(logits))))


@given(LOGITS, DIGITS)
def test_the_loss_is_the_textbooks(logits: np.ndarray, digits: np.ndarray) -> None:
    targets = np.eye(10)[digits]
    # The textbook adds 1 to powers of e, and takes the logarithm again: its terms are off by ε.
    expected = textbook(logits, targets)
    most = rounding(np.float64, 30, 1.0 + expected)
    assert LOSS.total(logits, targets) == pytest.approx(expected, abs=most)


@given(LOGITS)
def test_the_outputs_are_sigmoids(logits: np.ndarray) -> None:
    kept = logits.copy()
    assert_within(LOSS.probabilities(logits), 1 / (1 + np.exp(-logits)), FUNCTIONS)
    assert np.array_equal(logits, kept)


@given(LOGITS, DIGITS)
def test_the_gradient_is_output_minus_target(logits: np.ndarray, digits: np.ndarray) -> None:
    targets = np.eye(10)[digits]
    gradient = LOSS.probabilities(logits)
    LOSS.gradient(gradient, targets)
    assert_within(gradient, 1 / (1 + np.exp(-logits)) - targets, FUNCTIONS)


@EVERY
def test_the_gradient_is_the_slope_at_every_logit(name: str) -> None:
    loss, h = LOSSES[name], 1e-5
    logits = np.random.default_rng(1).normal(scale=3, size=(4, 10))
    targets = np.eye(10)[[3, 0, 9, 3]]
    gradient = loss.probabilities(logits)
    loss.gradient(gradient, targets)
    for index in np.ndindex(logits.shape):
        step = np.zeros_like(logits)
        step[index] = h
        slope = (loss.total(logits + step, targets) - loss.total(logits - step, targets)) / (2 * h)
        # A sum of forty terms of about 3.
        assert gradient[index] == pytest.approx(slope, abs=of_slope(h, magnitude=120.0, terms=40))


@EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_logit_of_a_thousand_has_a_finite_loss(name: str, dtype: type[np.floating]) -> None:
    logits = np.full((1, 10), -1000, dtype)
    logits[0, 4] = 1000
    with np.errstate(all="raise", under="ignore"):
        assert LOSSES[name].total(logits, np.eye(10, dtype=dtype)[[4]]) == 0
        wrong = LOSSES[name].total(logits, np.eye(10, dtype=dtype)[[7]])
    assert wrong == {"sigmoid_quadratic": 1.0}.get(name, 2000.0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_logit_of_a_thousand_has_the_right_gradient(dtype: type[np.floating]) -> None:
    logits = np.full((1, 10), -1000, dtype)
    logits[0, 4] = 1000
    with np.errstate(all="raise", under="ignore"):
        gradient = LOSS.probabilities(logits)
        LOSS.gradient(gradient, np.eye(10, dtype=dtype)[[7]])
    assert gradient.tolist() == [[0, 0, 0, 0, 1, 0, 0, -1, 0, 0]]
    assert LOSS.total(logits, np.eye(10, dtype=dtype)[[7]]) == 2000


@EVERY
def test_outputs_are_written_where_they_are_wanted(name: str) -> None:
    logits = np.random.default_rng(1).normal(size=(4, 10))
    out = np.empty_like(logits)
    assert LOSSES[name].probabilities(logits, out=out) is out
    assert np.array_equal(out, LOSSES[name].probabilities(logits))
