"""The surface of a landscape as a mesh of four-sided faces, seen from a side and from above."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
import numpy.typing as npt

from core.landscape.contours import shown_losses
from core.landscape.landscape import Landscape
from core.landscape.plane import Values

_ELEVATION = radians(35)
_HEIGHT = 1.1
"""Of the highest point, where the base goes from −1 to 1 in both directions."""
_REACH = 2**0.5
_DEPTH = _REACH * sin(_ELEVATION)
"""The base reaches so far up and down on the page, seen from any side."""
ASPECT = 2 * _REACH / (2 * _DEPTH + _HEIGHT * cos(_ELEVATION))
"""The width of the page for its height, with which the base is a square."""
_LIGHT = np.array([-0.4, 0.5, 0.77])
_DARKEST = 0.65


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A mesh on a page with the width and the height 1; y is 0 at its top."""

    faces: Values
    """(n, 4, 2); the corners of each face, those that are farther away first."""
    levels: Values
    """(n,); the logarithm of the loss of each face, from 0 for the lowest to 1 for the highest."""
    brightness: Values
    """(n,); to at most 1, by the angle of the light."""
    base: Values
    """(4, 2); the corners of the base: (−x, −y), (x, −y), (x, y) and (−x, y)."""
    paths: tuple[Values, ...]
    """(moments, 2) each; the paths on the surface. Moments beyond its edges are not a number."""


def surface(found: Landscape, azimuth: float) -> Surface:
    """Look at the surface of a landscape from a direction in degrees.

    The height is the logarithm of the loss; losses that are not finite are as high as the highest.
    """
    heights = _levels(found.losses)
    view = _View(radians(azimuth))
    x, y = np.linspace(-1, 1, len(found.x)), np.linspace(-1, 1, len(found.y))
    points = np.stack([*np.meshgrid(x, y), _HEIGHT * heights], axis=-1)
    corners = [points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]]
    faces = np.stack(corners, axis=2).reshape(-1, 4, 3)
    order = np.argsort(-view.depth(faces).mean(axis=1), kind="stable")
    faces = faces[order]
    base = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], float)
    return Surface(
        view.page(faces),
        faces[..., 2].mean(axis=1) / _HEIGHT,
        _brightness(faces),
        view.page(base),
        tuple(view.page(_on_surface(found, heights, path.x, path.y)) for path in found.paths),
    )


@dataclass(frozen=True, slots=True)
class _View:
    azimuth: float

    def depth(self, points: Values) -> Values:
        """Return how far points (…, 3) are away."""
        depth: Values = points[..., 0] * sin(self.azimuth) + points[..., 1] * cos(self.azimuth)
        return depth

    def page(self, points: Values) -> Values:
        """Return the places (…, 2) of points (…, 3) on the page."""
        right = points[..., 0] * cos(self.azimuth) - points[..., 1] * sin(self.azimuth)
        up = points[..., 2] * cos(_ELEVATION) + self.depth(points) * sin(_ELEVATION)
        low, high = -_DEPTH, _DEPTH + _HEIGHT * cos(_ELEVATION)
        return np.stack([(right + _REACH) / (2 * _REACH), (high - up) / (high - low)], axis=-1)


def _levels(losses: Values) -> Values:
    logarithms = np.log(shown_losses(losses))
    low, span = logarithms.min(), np.ptp(logarithms)
    levels: Values = (logarithms - low) / span if span > 0 else np.zeros_like(logarithms)
    return levels


def _brightness(faces: Values) -> Values:
    normals = np.cross(faces[:, 2] - faces[:, 0], faces[:, 3] - faces[:, 1])
    lengths = np.linalg.norm(normals, axis=1).clip(1e-12)
    light = np.abs(normals @ (_LIGHT / np.linalg.norm(_LIGHT))) / lengths
    brightness: Values = _DARKEST + (1 - _DARKEST) * light
    return brightness


def _on_surface(found: Landscape, heights: Values, x: Values, y: Values) -> Values:
    """Return points (n, 3) on the surface, by bilinear interpolation."""
    column, inside_x = _position(found.x, x)
    row, inside_y = _position(found.y, y)
    i, j = column.astype(int), row.astype(int)
    right, up = column - i, row - j
    height = (
        heights[j, i] * (1 - right) * (1 - up)
        + heights[j, i + 1] * right * (1 - up)
        + heights[j + 1, i] * (1 - right) * up
        + heights[j + 1, i + 1] * right * up
    )
    points = np.stack(
        [
            2 * column / (len(found.x) - 1) - 1,
            2 * row / (len(found.y) - 1) - 1,
            _HEIGHT * height,
        ],
        axis=-1,
    )
    points[~(inside_x & inside_y)] = np.nan
    return points


def _position(axis: Values, values: Values) -> tuple[Values, npt.NDArray[np.bool_]]:
    """Return the index with its fraction of values on an axis, and which are within its ends."""
    inside = (values >= axis[0]) & (values <= axis[-1])
    position = (values - axis[0]) / (axis[1] - axis[0])
    return position.clip(0, len(axis) - 1 - 1e-9), inside
