"""The values that are outside of an axis."""

import numpy as np

from core.plots.outside import Peak, peaks_outside


def test_neighbors_have_one_peak_at_the_farthest() -> None:
    x = np.arange(10.0)
    y = np.array([9.0, 5.0, 0.5, 0.5, 0.5, 0.5, 0.5, 30.0, 50.0, -4.0])
    assert peaks_outside(x, y, (0.0, 1.0), 2.0, 3) == [
        Peak(8.0, 50.0, above=True),
        Peak(0.0, 9.0, above=True),
        Peak(9.0, -4.0, above=False),
    ]


def test_the_farthest_are_kept() -> None:
    x = np.arange(0.0, 100.0, 10.0)
    y = np.arange(10.0)
    assert [peak.value for peak in peaks_outside(x, y, (0.0, 1.0), 5.0, 2)] == [9.0, 8.0]


def test_values_within_the_axis_have_no_peaks() -> None:
    x = np.arange(3.0)
    assert peaks_outside(x, np.array([0.0, 0.5, 1.0]), (0.0, 1.0), 1.0, 3) == []
