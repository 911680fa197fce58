"""Curves of any length in few points, and what is drawn of them."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from gui.training.curves.axis_ranges import rounded_up
from gui.training.curves.downsampled_series import Series

FINITE = st.floats(-1e6, 1e6)
CURVES = st.builds(
    lambda seed, length: np.random.default_rng(seed).normal(size=length).tolist(),
    st.integers(0, 1000),
    st.integers(1, 3000),
)
LIMITS = st.integers(2, 200)


def series_of(values: list[float]) -> Series:
    series = Series()
    series.extend(np.arange(len(values)), values)
    return series


@given(CURVES, LIMITS)
def test_no_more_points_than_the_limit_are_drawn(values: list[float], limit: int) -> None:
    points = series_of(values).points(-np.inf, np.inf, limit)
    assert 1 <= len(points.x) <= limit + 2


@given(CURVES, LIMITS)
def test_the_points_are_no_coarser_than_the_limit_demands(values: list[float], limit: int) -> None:
    points = series_of(values).points(-np.inf, np.inf, limit)
    assert len(points.x) >= min(len(values), limit // 2)


@given(CURVES, LIMITS)
def test_a_curve_begins_and_ends_where_it_does(values: list[float], limit: int) -> None:
    points = series_of(values).points(-np.inf, np.inf, limit)
    # The first point may stand for a few neighbours, the last is always itself.
    assert points.x[0] <= len(values) / len(points.x) + 1
    assert points.x[-1] == len(values) - 1
    assert points.mean[-1] == values[-1]


@given(st.integers(0, 1000), st.integers(1, 3000), LIMITS)
def test_no_high_and_no_low_is_lost(seed: int, length: int, limit: int) -> None:
    values = np.random.default_rng(seed).normal(size=length)
    points = series_of(values.tolist()).points(-np.inf, np.inf, limit)
    assert points.low.min() == values.min()
    assert points.high.max() == values.max()


@given(st.lists(FINITE, min_size=64, max_size=64), st.sampled_from([8, 16, 32]))
def test_a_point_is_the_mean_lowest_and_highest_of_its_neighbours(
    values: list[float], limit: int
) -> None:
    points = series_of(values).points(-np.inf, np.inf, limit)
    groups = np.array(values).reshape(limit, -1)
    np.testing.assert_allclose(points.mean[:limit], groups.mean(axis=1), atol=1e-6)
    np.testing.assert_array_equal(points.low[:limit], groups.min(axis=1))
    np.testing.assert_array_equal(points.high[:limit], groups.max(axis=1))


@given(CURVES, LIMITS)
def test_the_line_goes_through_points_of_the_curve_in_their_order(
    values: list[float], limit: int
) -> None:
    x, y = series_of(values).points(-np.inf, np.inf, limit).envelope()
    np.testing.assert_array_equal(y, np.array(values)[x.astype(int)])
    assert (np.diff(x) >= 0).all()


def test_the_line_has_no_regular_sawtooth() -> None:
    # In noise, a group's highest point is as often before its lowest one as after it.
    values = np.random.default_rng(0).normal(size=64 * 1000)
    _, y = series_of(values.tolist()).points(-np.inf, np.inf, 1000).envelope()
    steps = np.diff(y)[::2]
    assert 0.4 < np.mean(steps[:-1] > 0) < 0.6


@given(CURVES, st.integers(1, 7), LIMITS)
def test_a_curve_that_comes_in_pieces_is_the_same(
    values: list[float], pieces: int, limit: int
) -> None:
    whole, grown_up = series_of(values), Series()
    for part in np.array_split(np.arange(len(values)), pieces):
        grown_up.extend(part, np.array(values)[part])
        grown_up.points(-np.inf, np.inf, limit)  # what is drawn on the way does no harm
    for ours, theirs in zip(
        _rows(grown_up.points(-np.inf, np.inf, limit)),
        _rows(whole.points(-np.inf, np.inf, limit)),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


def _rows(points: object) -> list[np.ndarray]:
    return [getattr(points, name) for name in ("x", "mean", "low", "high", "low_x", "high_x")]


@given(st.integers(2, 2000), st.floats(0, 1), st.floats(0, 1), LIMITS)
def test_what_is_in_view_is_covered(length: int, one: float, other: float, limit: int) -> None:
    left, right = sorted((one * (length - 1), other * (length - 1)))
    points = series_of([0.0] * length).points(left, right, limit)
    width = length / limit + 1
    assert points.x[0] <= left + 2 * width
    assert points.x[-1] >= right - 2 * width


@given(CURVES, st.floats(-10, 4000))
def test_the_nearest_point_is_the_nearest(values: list[float], x: float) -> None:
    found = series_of(values).nearest(x)
    distances = np.abs(np.arange(len(values)) - x)
    assert found is not None
    assert abs(found[0] - x) == distances.min()
    assert found[1] == values[int(found[0])]


def test_an_empty_curve_has_no_points() -> None:
    assert len(Series()) == 0
    assert len(Series().points(-np.inf, np.inf, 10).x) == 0
    assert Series().nearest(1.0) is None


@pytest.mark.parametrize(
    ("end", "next_"), [(0, 1), (0.3, 1), (1, 1), (1.1, 2), (2, 2), (2.1, 5), (7, 10), (11, 20),
                       (51, 100), (100, 100), (10_000, 10_000)]
)  # fmt: skip
def test_an_axis_grows_in_steps(end: float, next_: float) -> None:
    assert rounded_up(end) == next_


@given(st.integers(1, 4000), st.integers(120, 400))
def test_each_octave_of_a_logarithmic_axis_has_its_points(length: int, limit: int) -> None:
    series = Series()
    positions = np.arange(1, length + 1) / 7
    series.extend(positions, np.ones(length))
    points = series.points_by_octave(0.0, np.inf, limit)
    assert (np.diff(points.x) >= 0).all()
    assert points.x[-1] == positions[-1]
    octaves = max(int(np.ceil(np.log2(length))), 1)
    assert len(points.x) <= limit + 2 * octaves
    for end in positions[-1] / 2.0 ** np.arange(octaves):
        there, drawn = (np.count_nonzero((end / 2 < x) & (x <= end)) for x in (positions, points.x))
        assert drawn >= min(there, limit // octaves) // 4


@given(CURVES, LIMITS.map(lambda limit: limit + 12))
def test_no_high_and_no_low_is_lost_on_a_logarithmic_axis(values: list[float], limit: int) -> None:
    series = Series()
    series.extend(np.arange(1, len(values) + 1), values)
    points = series.points_by_octave(0.0, np.inf, limit)
    assert points.low.min() == min(values)
    assert points.high.max() == max(values)


def test_an_empty_curve_has_no_points_on_a_logarithmic_axis() -> None:
    assert len(Series().points_by_octave(0.0, 10.0, 10).x) == 0
