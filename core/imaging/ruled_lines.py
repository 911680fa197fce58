"""Removing the lines of ruled and squared paper, which are straight from edge to edge."""

import numpy as np
import numpy.typing as npt

from core.imaging.connected_components import Labels, Mask, horizontal_runs

Ink = npt.NDArray[np.uint8]

_STRIPS = 4
"""A line may bend, so it is searched for in strips, and must be in all but one of them."""
_SLOPES = np.arange(-0.16, 0.161, 0.01)
_MIN_COVERAGE = 0.7
"""The share of a strip's width that a line covers."""
_REACH = 2
"""Pixels beside a line that may be its edge."""
_MAX_LINE_THICKNESS = 1 / 60
"""As a share of the image's side."""
_MIN_INK = 40
_MAX_SLOPE_POINTS = 20_000
"""Points of a strip that are used to find its slope."""


def remove_ruled_lines(ink: Ink) -> Ink:
    """Remove the horizontal and vertical lines of the paper from ink, (h, w) uint8."""
    return _remove_level_lines(_remove_level_lines(ink).T).T


def _remove_level_lines(ink: Ink) -> Ink:
    mask = ink > _MIN_INK
    parts = [_level_lines(part) for part in np.array_split(mask, _STRIPS, axis=1)]
    if sum(bool(part.any()) for part in parts) < _STRIPS - 1:
        return ink
    lines = np.concatenate(parts, axis=1)
    thickness = _vertical_thickness(mask)
    usual = float(np.median(thickness[lines]))
    if usual > max(3, _MAX_LINE_THICKNESS * max(ink.shape)):
        return ink
    # Where a pen stroke crosses a line the ink is thicker, and is kept.
    return np.where(lines & (thickness <= usual + _REACH), 0, ink).astype(np.uint8)


def _level_lines(mask: Mask) -> Mask:
    """Find the pixels of a strip that lie on a nearly horizontal line across it."""
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return mask
    some = slice(None, None, max(1, len(rows) // _MAX_SLOPE_POINTS))
    slope = max(_SLOPES, key=lambda slope: _evenness(_profile(rows[some], columns[some], slope)))
    sheared = _shear_rows(rows, columns, slope)
    covered = np.bincount(sheared) >= _MIN_COVERAGE * mask.shape[1]
    near = np.convolve(covered, np.ones(2 * _REACH + 1), "same") > 0
    lines = np.zeros_like(mask)
    lines[rows, columns] = near[sheared]
    return lines


def _evenness(profile: Labels) -> float:
    """Measure how concentrated a profile is: it is highest if a line falls into a single row."""
    return float((profile.astype(np.float64) ** 2).sum())


def _profile(rows: Labels, columns: Labels, slope: float) -> Labels:
    return np.bincount(_shear_rows(rows, columns, slope))


def _shear_rows(rows: Labels, columns: Labels, slope: float) -> Labels:
    """Compute the row in which the sloped line through a pixel meets the edge, from 0."""
    sheared = rows - np.rint(slope * columns).astype(np.intp)
    return np.asarray(sheared - sheared.min())


def _vertical_thickness(mask: Mask) -> Labels:
    """Compute for each pixel the length of its vertical run."""
    numbers = horizontal_runs(np.ascontiguousarray(mask.T))
    return np.asarray(np.bincount(numbers.ravel())[numbers].T)
