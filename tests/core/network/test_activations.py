"""The sigmoid against its formula (section 2 of the report)."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from core.network.activations import ACTIVATIONS, Sigmoid

EVERY = pytest.mark.parametrize("name", ACTIVATIONS)


def applied(name: str, x: np.ndarray) -> np.ndarray:
    out = x.copy()
    ACTIVATIONS[name].apply(out)
    return out


@given(st.floats(-700, 700))
def test_the_sigmoid_is_one_over_one_plus_e_to_minus_x(x: float) -> None:
    assert applied("sigmoid", np.array([x]))[0] == pytest.approx(1 / (1 + np.exp(-x)), abs=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_sigmoid_overflows_nowhere(dtype: type[np.floating]) -> None:
    x = np.array([-np.inf, -1e30, -1000, 0, 1000, 1e30, np.inf], dtype)
    with np.errstate(all="raise", under="ignore"):
        assert applied("sigmoid", x).tolist() == [0, 0, 0, 0.5, 1, 1, 1]


def test_the_derivative_of_the_sigmoid_is_sigmoid_times_one_minus_sigmoid() -> None:
    x = np.linspace(-9, 9, 37)
    gradient = np.full_like(x, 2.0)
    Sigmoid().multiply_by_derivative(gradient, applied("sigmoid", x))
    s = 1 / (1 + np.exp(-x))
    assert np.allclose(gradient, 2 * s * (1 - s), rtol=1e-12)


@EVERY
def test_the_derivative_is_the_slope(name: str) -> None:
    x, h = np.linspace(-9, 9, 37), 1e-6
    gradient = np.ones_like(x)
    ACTIVATIONS[name].multiply_by_derivative(gradient, applied(name, x))
    slope = (applied(name, x + h) - applied(name, x - h)) / (2 * h)
    assert np.allclose(gradient, slope, atol=1e-9)


@EVERY
def test_an_activation_keeps_the_type_of_its_numbers(name: str) -> None:
    assert applied(name, np.zeros(3, np.float32)).dtype == np.float32
