"""Glyphs of handwritten signs, and drawings that are generated from them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from core.drawing.strokes import Drawing, Points, Stroke
from core.foundation.paths import resources

_STEPS = 8
"""Segments from one point of a glyph to the next."""
_JITTER = 0.025
"""Standard deviation of each point, and of each whole stroke, in heights of the sign."""
_WIDTH, _TURN = 0.25, 0.1
"""Standard deviations of the logarithm of the width, and of the rotation in radians."""
_SLANT, _SLANT_DEVIATION, _SLANTS = 0.08, 0.22, (-0.25, 0.7)
"""Mean, standard deviation and limits: most handwriting slants to the right, rarely to the left."""
_EXTRAPOLATION = 0.2
"""How far beyond its two poses a drawing may be extrapolated, as a share of their difference."""


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """One way to write a sign: the strokes of two poses, which drawings interpolate."""

    sign: str
    weight: float
    poses: tuple[tuple[Points, ...], tuple[Points, ...]]


@cache
def load_glyphs(kind: str) -> tuple[Glyph, ...]:
    """Load the glyphs in `resources/glyphs/KIND.toml`, of “digits” or “letters”."""
    text = (resources() / "glyphs" / f"{kind}.toml").read_text(encoding="utf-8")
    return tuple(_parse_glyph(item) for item in tomllib.loads(text)["form"])


def draw_glyph(choice: tuple[Glyph, ...], rng: "np.random.Generator") -> Drawing:
    """Draw one of some glyphs in a random handwriting."""
    weights = np.array([glyph.weight for glyph in choice])
    glyph = choice[rng.choice(len(choice), p=weights / weights.sum())]
    between = rng.uniform(-_EXTRAPOLATION, 1 + _EXTRAPOLATION)
    handwriting = _random_handwriting(rng)
    first, second = glyph.poses
    strokes = (
        _random_stroke(pose, pose + between * (other - pose), rng)
        for pose, other in zip(first, second, strict=True)
    )
    return Drawing(tuple(Stroke(points @ handwriting.T) for points in strokes))


def smooth_curve(points: Points, steps: int = _STEPS) -> Points:
    """Give a polygon along the spline through points (n, 2) (Catmull and Rom 1974)."""
    if len(points) < 3:
        return points
    ends = 2 * points[[0, -1]] - points[[1, -2]]
    padded = np.concatenate([ends[:1], points, ends[1:]])
    a, b, c, d = (padded[i : len(padded) - 3 + i, None] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    curve = b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * b - 3 * c + d - a))) / 2
    polygon: Points = np.concatenate([curve.reshape(-1, 2), points[-1:]])
    return polygon


def _parse_glyph(item: dict[str, Any]) -> Glyph:
    first, second = (
        tuple(np.array(stroke, np.float64) for stroke in item[key]) for key in ("pose", "other")
    )
    return Glyph(item["sign"], item.get("weight", 1.0), (first, second))


def _random_handwriting(rng: "np.random.Generator") -> Points:
    """Draw the width, slant and rotation of a handwriting, as a linear map (2, 2)."""
    width = np.exp(_WIDTH * rng.standard_normal())
    slant = np.clip(_SLANT + _SLANT_DEVIATION * rng.standard_normal(), *_SLANTS)
    turn = _TURN * rng.standard_normal()
    cos, sin = np.cos(turn), np.sin(turn)
    rotation, shear = np.array([[cos, -sin], [sin, cos]]), np.array([[width, -slant], [0.0, 1.0]])
    handwriting: Points = rotation @ shear
    return handwriting


def _random_stroke(pose: Points, points: Points, rng: "np.random.Generator") -> Points:
    """Draw the path of the pen through points; a point that is twice in `pose` is a corner."""
    corners = np.flatnonzero((pose[1:] == pose[:-1]).all(axis=1)) + 1
    shifts = _JITTER * rng.standard_normal(points.shape)
    shifts[corners] = shifts[corners - 1]
    parts = np.split(points + shifts + _JITTER * rng.standard_normal(2), corners)
    return np.concatenate([smooth_curve(part) for part in parts])
