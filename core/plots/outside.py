"""The values of a line that are outside of an axis, so that a mark at its edge can say so."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.plots.limits import Limits

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Peak:
    """The farthest of neighboring values that are all above, or all below, an axis."""

    position: float
    value: float
    above: bool


def peaks_outside(
    positions: Values, values: Values, limits: Limits, gap: float, most: int
) -> list[Peak]:
    """Return at most `most` peaks above and `most` below the limits, the farthest first.

    Values at positions that are less than `gap` apart have one peak. `positions` ascend; both
    arrays are finite.
    """
    low, high = limits
    peaks = []
    for above, outside in ((True, values > high), (False, values < low)):
        indices = np.flatnonzero(outside)
        if not len(indices):
            continue
        starts = np.flatnonzero(np.diff(positions[indices]) >= gap) + 1
        choose = np.argmax if above else np.argmin
        found = [group[choose(values[group])] for group in np.split(indices, starts)]
        found.sort(key=lambda index: float(values[index]), reverse=above)
        peaks += [Peak(float(positions[i]), float(values[i]), above) for i in found[:most]]
    return peaks
