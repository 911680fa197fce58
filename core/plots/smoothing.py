"""Smoothing of curves without lag."""

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


def smooth(x: Values, y: Values, width: float) -> Values:
    """Return the weighted mean of y around each x, with weights exp(−|distance| / width).

    This is the estimator of Nadaraya and Watson (both 1964) with the Laplace kernel:
    m(x) = Σ K(x − xᵢ) yᵢ / Σ K(x − xᵢ). Values before and after a place have the same weights, so
    that the result does not lag behind; as a mean, it lies within the values. `x` ascends; both
    are finite. Both sums are computed in one pass forward and one backward, since K is a product of
    the factors exp(−(xᵢ₊₁ − xᵢ) / width). A width of 0 changes nothing.
    """
    if width <= 0 or not len(x):
        return y
    kept = np.exp(-np.diff(x) / width).tolist()
    values = y.tolist()
    before, behind = _decayed(values, kept), _decayed(values[::-1], kept[::-1])
    # Both sums contain the value itself.
    totals = [f + b - v for (f, _), (b, _), v in zip(before, behind[::-1], values, strict=True)]
    weights = [f + b - 1.0 for (_, f), (_, b) in zip(before, behind[::-1], strict=True)]
    result: Values = np.array(totals) / np.array(weights)
    return result.clip(y.min(), y.max())  # rounding


def _decayed(values: list[float], kept: list[float]) -> list[tuple[float, float]]:
    """Return, for each value, the sums of the values up to it and of their weights."""
    total = weight = 0.0
    sums = []
    for value, share in zip(values, [0.0, *kept], strict=True):
        total, weight = share * total + value, share * weight + 1.0
        sums.append((total, weight))
    return sums
