"""Smoothing without lag."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from core.plots.smoothing import smooth

FINITE = st.floats(-1e6, 1e6)
VALUES = st.lists(FINITE, min_size=1, max_size=50).map(np.array)
WIDTHS = st.floats(0.01, 10)


def direct(x: np.ndarray, y: np.ndarray, width: float) -> np.ndarray:
    """The formula, with all pairs of points."""
    kernel = np.exp(-np.abs(x[:, np.newaxis] - x) / width)
    return (kernel @ y) / kernel.sum(axis=1)


@given(VALUES, WIDTHS, st.integers(0, 1000))
def test_it_is_the_mean_with_weights_that_fall_with_the_distance(
    y: np.ndarray, width: float, seed: int
) -> None:
    x = np.cumsum(np.random.default_rng(seed).uniform(0, 2, len(y)))
    slack = 1e-9 * max(np.abs(y).max(), 1)
    np.testing.assert_allclose(smooth(x, y, width), direct(x, y, width), atol=slack)


def test_one_high_value_becomes_a_symmetric_peak() -> None:
    x, y = np.arange(101.0), np.zeros(101)
    y[50] = 1
    smoothed = smooth(x, y, 3.0)
    np.testing.assert_allclose(smoothed, smoothed[::-1])
    # Far from the ends, the sum of the weights is that of two geometric series.
    ratio = np.exp(-1 / 3)
    assert smoothed[50] == pytest.approx((1 - ratio) / (1 + ratio), rel=1e-6)
    assert smoothed[53] / smoothed[50] == pytest.approx(np.exp(-1), rel=1e-6)


def test_a_straight_line_does_not_lag() -> None:
    x = np.arange(201.0)
    assert smooth(x, 3 * x, 5.0)[100] == pytest.approx(300)


@given(VALUES, WIDTHS)
def test_a_curve_turned_around_is_smoothed_the_same(y: np.ndarray, width: float) -> None:
    x = np.arange(float(len(y)))
    slack = 1e-9 * max(np.abs(y).max(), 1)
    np.testing.assert_allclose(smooth(x, y[::-1], width)[::-1], smooth(x, y, width), atol=slack)


@given(VALUES, WIDTHS)
def test_a_smoothed_curve_lies_within_its_values(y: np.ndarray, width: float) -> None:
    smoothed = smooth(np.arange(float(len(y))), y, width)
    assert y.min() <= smoothed.min()
    assert smoothed.max() <= y.max()


@given(st.floats(-1e3, 1e3), st.integers(1, 50), WIDTHS)
def test_a_constant_stays(value: float, length: int, width: float) -> None:
    smoothed = smooth(np.arange(length) / 7, np.full(length, value), width)
    np.testing.assert_array_equal(smoothed, value)


@given(st.lists(FINITE, max_size=50).map(np.array))
def test_a_width_of_zero_changes_nothing(y: np.ndarray) -> None:
    np.testing.assert_array_equal(smooth(np.arange(float(len(y))), y, 0.0), y)
