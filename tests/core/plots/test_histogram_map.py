"""Histograms against time, against values worked out by hand."""

import numpy as np
import pytest

from core.inside.layer_statistics import Histogram, histogram
from core.plots.histogram_map import histogram_map, value_range


def made(largest: float, *counts: int, undefined: int = 0) -> Histogram:
    edges = np.linspace(-largest, largest, len(counts) + 1)
    return Histogram(edges, np.array(counts, np.int64), undefined)


def test_the_range_is_that_of_the_values() -> None:
    assert value_range([made(2, 0, 0, 3, 1), made(1, 1, 0, 0, 0)]) == (-1, 2)
    assert value_range([made(2, 0, 0, 3, 0)]) == (0, 1)
    assert value_range([made(1, 0, 0, undefined=7)]) is None
    assert value_range([]) is None


def test_an_epoch_fills_the_time_since_the_one_before_it() -> None:
    measured = [(1, made(1, 4, 0)), (3, made(1, 1, 3))]
    found = histogram_map(measured, (-1, 1), 4, columns=8, rows=2)
    first, second, nothing = [1.0, 0.0], [0.25, 0.75], [0.0, 0.0]
    assert found.tolist() == [first] * 2 + [second] * 4 + [nothing] * 2


def test_values_are_spread_evenly_within_their_bin() -> None:
    found = histogram_map([(1, made(2, 8, 4))], (-2, 4), 1, columns=1, rows=6)
    assert found[0] == pytest.approx([1 / 3, 1 / 3, 1 / 6, 1 / 6, 0, 0])


def test_values_that_are_not_finite_have_no_row() -> None:
    found = histogram_map([(1, made(1, 1, 1, undefined=2))], (-1, 1), 1, columns=1, rows=2)
    assert found[0].tolist() == [0.25, 0.25]


def test_no_value_is_lost() -> None:
    values = np.random.default_rng(2).normal(size=5000)
    counted = histogram(values)
    ends = value_range([counted])
    assert ends is not None
    found = histogram_map([(1, counted)], ends, 1, columns=1, rows=17)
    assert found.sum() == pytest.approx(1)
    expected, _ = np.histogram(values, np.linspace(*ends, 18))
    assert found[0] * 5000 == pytest.approx(expected, abs=60)
