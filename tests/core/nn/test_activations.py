"""Activations against their formulas, and derivatives against slopes."""

import math

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from core.nn.activations import ACTIVATIONS
from tests.rounding import assert_within, of_slope, rounding

EVERY = pytest.mark.parametrize("name", ACTIVATIONS)
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])
# Between the points of the grid lies 0, where some have a kink.
GRID = np.linspace(-9, 9, 36)


def gelu(x: float) -> float:
    return x / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


FORMULAS = {
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": lambda x: (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1),
    "relu": lambda x: x if x > 0 else 0.0,
    "leaky_relu": lambda x: x if x > 0 else 0.01 * x,
    "elu": lambda x: x if x > 0 else math.exp(x) - 1,
    "gelu": gelu,
    "silu": lambda x: x / (1 + math.exp(-x)),
    "linear": lambda x: x,
}
FAR = {"sigmoid": (0, 1), "tanh": (-1, 1), "leaky_relu": (-10, 1000), "elu": (-1, 1000)}
FAR_SLOPES = {"sigmoid": (0, 0), "tanh": (0, 0), "leaky_relu": (0.01, 1), "linear": (1, 1)}


def applied(name: str, x: np.ndarray) -> np.ndarray:
    out = x.copy()
    ACTIVATIONS[name].apply(out)
    return out


def differentiated(name: str, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    out, derivative = x.copy(), np.full_like(x, np.nan)
    ACTIVATIONS[name].differentiate(out, derivative)
    return out, derivative


def test_every_activation_has_a_formula_here() -> None:
    assert set(FORMULAS) == set(ACTIVATIONS)


@EVERY
@given(x=st.floats(-300, 300))
def test_an_activation_is_its_formula(name: str, x: float) -> None:
    expected = FORMULAS[name](x)
    # Of a large negative x a small number is left, the difference of two that are not small.
    most = rounding(np.float64, 20, max(1.0, abs(x)))
    assert applied(name, np.array([x]))[0] == pytest.approx(expected, abs=most)


def test_gelu_is_nearly_x_times_the_normal_distribution() -> None:
    expected = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in GRID]
    assert np.allclose(applied("gelu", GRID), expected, atol=1e-3)


@EVERY
def test_the_derivative_is_the_slope(name: str) -> None:
    h = 1e-6
    slope = (applied(name, GRID + h) - applied(name, GRID - h)) / (2 * h)
    assert_within(differentiated(name, GRID)[1], slope, of_slope(h, magnitude=9.0, terms=20))


@EVERY
@DTYPES
def test_what_is_learnt_with_is_what_is_used(name: str, dtype: type[np.floating]) -> None:
    x = np.concatenate([GRID, [-1000, -30, 0, 30, 1000]]).astype(dtype)
    out, derivative = differentiated(name, x)
    assert_within(out, applied(name, x), rounding(dtype, 4, np.maximum(1.0, np.abs(x))))
    assert out.dtype == derivative.dtype == dtype


@EVERY
@DTYPES
def test_far_away_everything_is_finite_and_at_its_limit(
    name: str, dtype: type[np.floating]
) -> None:
    x = np.array([-1000, 1000], dtype)
    with np.errstate(all="raise", under="ignore"):
        out, derivative = differentiated(name, x)
    expected = FAR.get(name, (x[0] if name == "linear" else 0, 1000))
    assert_within(out, expected, rounding(dtype, 1, 1000.0))
    assert_within(derivative, FAR_SLOPES.get(name, (0, 1)), rounding(dtype, 4, 1.0))


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "silu", "gelu", "linear"])
def test_at_zero_what_goes_through_zero_is_zero(name: str) -> None:
    out, derivative = differentiated(name, np.zeros(1))
    assert out[0] == 0
    expected = {"relu": 0, "leaky_relu": 0.01, "elu": 1, "silu": 0.5, "gelu": 0.5, "linear": 1}
    assert derivative[0] == expected[name]


@DTYPES
def test_the_sigmoid_overflows_nowhere(dtype: type[np.floating]) -> None:
    x = np.array([-np.inf, -1e30, -1000, 0, 1000, 1e30, np.inf], dtype)
    with np.errstate(all="raise", under="ignore"):
        assert applied("sigmoid", x).tolist() == [0, 0, 0, 0.5, 1, 1, 1]


@EVERY
@DTYPES
@pytest.mark.parametrize("x", [1e12, 1e25])
def test_huge_sums_still_have_a_finite_answer(
    name: str, dtype: type[np.floating], x: float
) -> None:
    """A step too long makes them; the loss has to say so, not a number that is none."""
    with np.errstate(over="ignore"):
        for array in differentiated(name, np.array([-x, x], dtype)):
            assert np.isfinite(array).all()
