"""Minima and maxima of a sliding window."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value", bound=np.generic)


def sliding_extreme(
    values: npt.NDArray[Value], side: int, axis: int, extreme: np.ufunc
) -> npt.NDArray[Value]:
    """Take np.minimum or np.maximum of each `side` neighbors along an axis.

    The axis becomes shorter by side − 1. Windows double with each step, so that the time grows with
    the logarithm of their size.
    """
    width = 1
    while width < side:
        step = min(width, side - width)
        length = values.shape[axis] - step
        first = np.take(values, range(length), axis)
        values = extreme(first, np.take(values, range(step, length + step), axis))
        width += step
    return values
