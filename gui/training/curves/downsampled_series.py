"""A series of any length, reduced to as many points as a screen can show."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log2

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
_MOST_OCTAVES = 12


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Groups of neighboring points: mean position, and mean, lowest and highest value of each."""

    x: Values
    mean: Values
    low: Values
    high: Values
    low_x: Values
    """Where the lowest value is."""
    high_x: Values
    """Where the highest value is."""

    def envelope(self) -> tuple[Values, Values]:
        """Return a line through the lowest and the highest point of each group, where they are.

        It looks like a line through all points. If it went from the lowest to the highest value in
        each group, whichever is first, it would be a sawtooth as regular as the groups, which the
        curve does not have.
        """
        if np.array_equal(self.low, self.high):
            return self.x, self.mean
        x = np.column_stack([self.low_x, self.high_x])
        y = np.column_stack([self.low, self.high])
        later = self.low_x > self.high_x
        x[later], y[later] = x[later, ::-1], y[later, ::-1]
        return x.ravel(), y.ravel()


class Series:
    """Holds the points of a curve at several resolutions, each half of the one before.

    The cost of appending and drawing does not depend on the length of the curve: `points` uses the
    finest resolution that has few enough points in the range.
    """

    def __init__(self) -> None:
        self._levels = [_Level(rows=2)]

    def __len__(self) -> int:
        return self._levels[0].length

    def extend(self, x: npt.ArrayLike, y: npt.ArrayLike) -> None:
        """Append points; `x` must not decrease."""
        self._levels[0].append(np.array([x, y], np.float64))

    def before(self, x: float) -> "Series":
        """Return a new series of the points before a position."""
        positions, values = self.values
        count, earlier = int(np.searchsorted(positions, x)), Series()
        earlier.extend(positions[:count], values[:count])
        return earlier

    @property
    def values(self) -> tuple[Values, Values]:
        """All positions and all values."""
        rows = self._levels[0].rows
        return rows[0], rows[1]

    def points(self, left: float, right: float, limit: int) -> Points:
        """Return about `limit` points at most that cover [left, right], and one beyond each end."""
        number, level = 0, self._levels[0]
        first, last = level.range(left, right)
        while last - first > limit:
            # Each level has half as many points as the one before it.
            halvings = ((last - first) // limit).bit_length() - 1
            for _ in range(max(halvings, 1)):
                number += 1
                level = self._level(number)
            first, last = level.range(left, right)
        rows = level.groups(first, last)
        if number and last == level.length:
            rows = np.column_stack([rows, self._newest(level.length << number)])
        return Points(*rows)

    def points_by_octave(self, left: float, right: float, limit: int) -> Points:
        """Return about `limit` points for a logarithmic axis.

        Each octave has as many points as the others, so that the beginning of a curve, which is
        most of such an axis, keeps its details.
        """
        first, last = self._levels[0].range(max(left, 0.0), right)
        if first == last:
            return self.points(left, right, limit)
        bounds = self._octaves(first, last)
        number, numbers = 0, []
        for begin, end in pairwise(bounds):
            while (end - begin) >> number > limit // (len(bounds) - 1):
                number += 1
            numbers.append(number)
        pieces, end = [], last
        for begin, number in zip(bounds[-2::-1], numbers[::-1], strict=True):
            # A group of the coarser octave after it must not reach into a finer one.
            begin = min(begin, end) >> number << number
            pieces.append(self._groups(number, begin, end))
            end = begin
        return Points(*np.hstack(pieces[::-1]))

    def _octaves(self, first: int, last: int) -> list[int]:
        """Return the indices that separate the octaves of some points, with both ends."""
        positions = self._levels[0].rows[0, first:last]
        end = positions[-1]
        positive = int(np.searchsorted(positions, 0.0, side="right"))
        if positive == len(positions):
            return [first, last]
        octaves = min(max(ceil(log2(end / positions[positive])), 1), _MOST_OCTAVES)
        inner = np.searchsorted(positions, [end / 2**n for n in range(octaves - 1, 0, -1)])
        return [first, *(first + inner).tolist(), last]

    def _groups(self, number: int, begin: int, end: int) -> Values:
        """Return groups of 2^number points from one index to another, as rows of a level."""
        level = self._levels[0]
        for finer in range(number):
            level = self._level(finer + 1)
        rows = level.groups(begin >> number, -(-end >> number))
        if number and end == len(self):
            rows = np.column_stack([rows, self._newest(level.length << number)])
        return rows

    def _newest(self, first: int) -> Values:
        """Return the points that do not fill a group yet, as one group, and the last point."""
        level = self._levels[0]
        x, y = level.rows[:, first:]
        last = level.groups(level.length - 1, level.length)
        if not x.size:
            return last
        lowest, highest = y.argmin(), y.argmax()
        group = [x.mean(), y.mean(), y[lowest], y[highest], x[lowest], x[highest]]
        return np.column_stack([group, last])

    def nearest(self, x: float) -> tuple[float, float] | None:
        """Return the point whose position is nearest to `x`; None while there is none."""
        if not len(self):
            return None
        positions = self._levels[0].rows[0]
        right = int(np.searchsorted(positions, x))
        nearby = range(max(right - 1, 0), min(right + 1, len(self)))
        index = min(nearby, key=lambda i: abs(positions[i] - x))
        return float(positions[index]), float(self._levels[0].rows[1, index])

    def _level(self, number: int) -> "_Level":
        """Return a level that is up to date, made from the finer one before it."""
        if number == len(self._levels):
            self._levels.append(_Level(rows=6))
        finer, coarser = self._levels[number - 1], self._levels[number]
        if finer.length // 2 > coarser.length:
            fresh = finer.groups(2 * coarser.length, finer.length // 2 * 2)
            left, right = fresh[:, ::2], fresh[:, 1::2]
            means = (left[:2] + right[:2]) / 2
            low, high = np.minimum(left[2], right[2]), np.maximum(left[3], right[3])
            low_x = np.where(left[2] <= right[2], left[4], right[4])
            high_x = np.where(left[3] >= right[3], left[5], right[5])
            coarser.append(np.vstack([means, low, high, low_x, high_x]))
        return coarser


class _Level:
    """Holds the rows of `Points`, or of single points only x and y, in an array that doubles when
    it is full."""

    def __init__(self, rows: int) -> None:
        self._array = np.empty((rows, 256))
        self.length = 0

    @property
    def rows(self) -> Values:
        """The rows that are in use, (2 or 6, n)."""
        return self._array[:, : self.length]

    def groups(self, first: int, last: int) -> Values:
        """Return the rows of groups, (6, n); a single point is a group of its own."""
        rows = self.rows[:, first:last]
        if len(rows) > 2:
            return rows
        x, y = rows
        return np.stack([x, y, y, y, x, x])

    def append(self, rows: Values) -> None:
        """Append columns, (2 or 6, n)."""
        needed = self.length + rows.shape[1]
        if needed > self._array.shape[1]:
            larger = np.empty((len(self._array), max(needed, 2 * self._array.shape[1])))
            larger[:, : self.length] = self.rows
            self._array = larger
        self._array[:, self.length : needed] = rows
        self.length = needed

    def range(self, left: float, right: float) -> tuple[int, int]:
        """Return the columns that cover [left, right], and one beyond each end."""
        first, last = np.searchsorted(self.rows[0], [left, right])
        return max(int(first) - 1, 0), min(int(last) + 1, self.length)
