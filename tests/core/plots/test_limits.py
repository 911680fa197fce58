"""The limits of a value axis: what they contain, and what they leave out."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from core.plots.limits import full_limits, joint_limits, robust_limits, steady_limits, with_margins

FINITE = st.floats(-1e9, 1e9)
LINES = st.lists(FINITE, min_size=1, max_size=300).map(np.array)


def test_the_first_mini_batches_do_not_squash_a_hundred_epochs() -> None:
    epochs = np.linspace(0.01, 100, 1000)
    loss = 0.05 + 0.3 * np.exp(-epochs / 30) + 9 * np.exp(-epochs / 0.2)
    limits = robust_limits(loss)
    assert limits is not None
    low, high = limits
    assert low == loss.min()
    assert high < 1
    assert np.mean(loss <= high) > 0.95


def test_a_curve_that_falls_evenly_is_shown_as_a_whole() -> None:
    assert robust_limits(np.linspace(2.3, 0.1, 100)) == (0.1, 2.3)


def test_accuracy_zooms_to_where_the_curve_is() -> None:
    accuracy = np.concatenate([[10.0, 55.0, 80.0], np.linspace(96.0, 98.5, 97)])
    assert robust_limits(accuracy) == (96.0, 98.5)


@pytest.mark.parametrize(("outlier", "shown"), [(-128.5, True), (-129.0, False)])
def test_the_fences_are_one_and_a_half_spans_away(outlier: float, shown: bool) -> None:
    # Of 100 values, five are left out at either end: the span is from 5 to 94.
    values = np.append(np.arange(1.0, 100.0), outlier)
    low, high = robust_limits(values) or (np.nan, np.nan)
    assert low == (outlier if shown else 1.0)
    assert high == 99.0


@given(st.lists(FINITE, min_size=1, max_size=19).map(np.array))
def test_few_values_are_all_shown(values: np.ndarray) -> None:
    assert robust_limits(values) == full_limits(values)


@given(LINES)
def test_limits_are_values_of_the_line_and_leave_out_a_twentieth_at_either_end(
    values: np.ndarray,
) -> None:
    low, high = robust_limits(values) or (np.nan, np.nan)
    assert low in values
    assert high in values
    assert np.count_nonzero(values < low) <= len(values) // 20
    assert np.count_nonzero(values > high) <= len(values) // 20


@given(LINES, st.integers(0, 2**32 - 1))
def test_the_order_of_values_does_not_matter(values: np.ndarray, seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(values)
    assert robust_limits(shuffled) == robust_limits(values)


def test_a_horizontal_line_is_squashed_only_by_very_large_values() -> None:
    assert robust_limits(np.append(np.full(100, 2.3), 9.0)) == (2.3, 9.0)
    assert robust_limits(np.append(np.full(100, 2.3), 1e300)) == (2.3, 2.3)


def test_no_values_have_no_limits() -> None:
    assert robust_limits(np.empty(0)) is None
    assert full_limits(np.empty(0)) is None
    assert joint_limits([None], [None]) is None


def test_lines_are_shown_together() -> None:
    assert joint_limits([(0.1, 0.3), (0.2, 0.5), None], [(0.0, 2.3)]) == (0.0, 2.3)


def test_another_run_that_diverged_is_left_out() -> None:
    assert joint_limits([(0.1, 0.3)], [(1e6, 1e9), (0.2, 0.4)]) == (0.1, 0.4)


def test_without_a_training_the_other_runs_count_whatever_their_order() -> None:
    runs = [(1e6, 1e9), (0.2, 0.4), (0.1, 0.5)]
    assert joint_limits([], runs) == joint_limits([None], runs[::-1]) == (0.1, 0.5)


@given(FINITE, st.floats(0, 1e6))
def test_an_axis_contains_its_limits(low: float, span: float) -> None:
    bottom, top = with_margins((low, low + span))
    assert bottom < low
    assert low + span < top


@pytest.mark.parametrize("value", [0.0, 1e-12, 2.3026, 100.0, -5.0])
def test_a_single_value_has_an_axis_around_it(value: float) -> None:
    bottom, top = with_margins((value, value))
    assert bottom < value < top
    assert top - bottom <= max(0.05 * abs(value), 3.0)


@given(FINITE, st.floats(0, 1e6))
def test_an_axis_stays_while_it_is_suitable(low: float, span: float) -> None:
    axis = steady_limits(None, (low, low + span))
    assert steady_limits(axis, (low, low + span)) == axis


def test_an_axis_changes_when_a_value_leaves_it_or_it_is_mostly_empty() -> None:
    assert steady_limits((0.0, 1.0), (0.2, 0.9)) == (0.0, 1.0)
    assert steady_limits((0.0, 1.0), (0.2, 1.1)) != (0.0, 1.0)
    assert steady_limits((0.0, 1.0), (0.2, 0.7)) != (0.0, 1.0)


@pytest.mark.parametrize("room", [0.0, 0.05, 0.2])
def test_an_axis_has_room_for_what_stands_around_its_values(room: float) -> None:
    low, high = with_margins((1.0, 3.0), room)
    for end in (3.0 - 1.0, high - 3.0, 1.0 - low):
        assert end >= 0.999 * room * (high - low)
    axis = steady_limits((0.0, 1.0), (0.3, 1.0 - room / 2), room)
    assert (axis == (0.0, 1.0)) == (room == 0)
    assert steady_limits(axis, (0.3, 1.0 - room / 2), room) == axis
