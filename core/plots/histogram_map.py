"""Histograms against time as one map: a column for each moment, a row for each range of values."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from core.inside.layer_statistics import Histogram


def value_range(histograms: Iterable[Histogram]) -> tuple[float, float] | None:
    """Return the ends of all bins that have values; None where there is no value."""
    lows, highs = [], []
    for histogram in histograms:
        used = np.flatnonzero(histogram.counts)
        if len(used):
            lows.append(float(histogram.edges[used[0]]))
            highs.append(float(histogram.edges[used[-1] + 1]))
    return (min(lows), max(highs)) if lows else None


def histogram_map(
    measured: Sequence[tuple[int, Histogram]],
    values: tuple[float, float],
    epochs: int,
    columns: int,
    rows: int,
) -> npt.NDArray[np.float64]:
    """Return shares of the values, (columns, rows): row 0 is the lowest, and column 0 the first.

    The columns divide the epochs from 0 to `epochs` evenly, the rows the range of `values`. An
    epoch that was measured fills the time since the one before it; what follows the last one is 0.
    Within a bin, values are spread evenly.
    """
    edges = np.linspace(*values, rows + 1)
    shares = np.array([_shares(histogram, edges) for _, histogram in measured])
    ends = np.array([epoch for epoch, _ in measured])
    middles = (np.arange(columns) + 0.5) / columns * epochs
    places = np.searchsorted(ends, middles)
    found = np.zeros((columns, rows))
    known = places < len(ends)
    found[known] = shares[places[known]]
    return found


def _shares(histogram: Histogram, edges: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    below = np.concatenate(([0], np.cumsum(histogram.counts)))
    count = histogram.counts.sum() + histogram.undefined
    shares: npt.NDArray[np.float64] = np.diff(np.interp(edges, histogram.edges, below))
    shares /= max(count, 1)
    return shares
