"""How much likelier one digit is than all others together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.explanations.log_odds import log_odds, log_odds_gradient
from core.nn.losses import SoftmaxCrossEntropy
from tests.rounding import assert_within, of_slope, rounding

LOGITS = arrays(np.float64, (3, 10), elements=st.floats(-20, 20))
DIGITS = st.integers(0, 9)


@given(LOGITS, DIGITS)
def test_it_is_the_log_of_the_odds_of_a_softmax(logits: np.ndarray, digit: int) -> None:
    probability = SoftmaxCrossEntropy().probabilities(logits)
    rest = np.delete(probability, digit, axis=1).sum(axis=1)
    expected = np.log(probability[:, digit] / rest)
    # Logarithms of powers of up to 40, and the odds of a sum that is nearly 1.
    assert_within(log_odds(logits, digit), expected, rounding(np.float64, 20, 40.0))


@given(LOGITS, DIGITS)
def test_its_gradient_is_its_slope(logits: np.ndarray, digit: int) -> None:
    for other in range(10):
        step = np.zeros(10)
        step[other] = 1e-5
        slope = (log_odds(logits + step, digit) - log_odds(logits - step, digit)) / 2e-5
        found = log_odds_gradient(logits, digit)[:, other]
        assert_within(found, slope, of_slope(1e-5, magnitude=60.0, terms=10))


def test_logits_beyond_the_powers_of_a_float_are_no_problem() -> None:
    logits = np.array([[3e4, *[-3e4] * 9]], np.float32)
    assert log_odds(logits, 1)[0] == -6e4
    assert log_odds_gradient(logits, 1)[0, 0] == -1.0
