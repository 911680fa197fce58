"""Forms of handwritten signs, and drawings made after them by formula."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from core.drawing.strokes import Drawing, Points, Stroke
from core.foundation.paths import resources

_STEPS = 8
"""Segments from one point of a form to the next."""
_JITTER = 0.025
"""Standard deviation of each point, and of each whole stroke, in heights of the sign."""
_WIDTH, _TURN = 0.25, 0.1
"""Standard deviations of the logarithm of the width, and of the turn in radians."""
_SLANT, _SLANT_DEVIATION, _SLANTS = 0.08, 0.22, (-0.25, 0.7)
"""To the right, as most hands do, and rarely far to the left."""
_BEYOND = 0.2
"""How far outside of its two poses a drawing may lie."""


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """One way to write a sign: the strokes of two poses, between which drawings lie."""

    sign: str
    weight: float
    poses: tuple[tuple[Points, ...], tuple[Points, ...]]


@cache
def load_glyphs(kind: str) -> tuple[Glyph, ...]:
    """The forms in `resources/glyphs/KIND.toml`: of “digits” or “letters”."""
    text = (resources() / "glyphs" / f"{kind}.toml").read_text(encoding="utf-8")
    return tuple(_parse_glyph(item) for item in tomllib.loads(text)["form"])


def draw_glyph(choice: tuple[Glyph, ...], rng: "np.random.Generator") -> Drawing:
    """A drawing in one of some forms, in a hand of its own; all that varies is from `rng`."""
    weights = np.array([form.weight for form in choice])
    form = choice[rng.choice(len(choice), p=weights / weights.sum())]
    between = rng.uniform(-_BEYOND, 1 + _BEYOND)
    hand = _random_handwriting(rng)
    first, second = form.poses
    strokes = (
        _random_stroke(pose, pose + between * (other - pose), rng)
        for pose, other in zip(first, second, strict=True)
    )
    return Drawing(tuple(Stroke(points @ hand.T) for points in strokes))


def smooth_curve(points: Points, steps: int = _STEPS) -> Points:
    """A polygon along the curve through points (n, 2): Catmull and Rom 1974."""
    if len(points) < 3:
        return points
    ends = 2 * points[[0, -1]] - points[[1, -2]]
    padded = np.concatenate([ends[:1], points, ends[1:]])
    a, b, c, d = (padded[i : len(padded) - 3 + i, None] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    curve = b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * b - 3 * c + d - a))) / 2
    whole: Points = np.concatenate([curve.reshape(-1, 2), points[-1:]])
    return whole


def _parse_glyph(item: dict[str, Any]) -> Glyph:
    first, second = (
        tuple(np.array(stroke, np.float64) for stroke in item[key]) for key in ("pose", "other")
    )
    return Glyph(item["sign"], item.get("weight", 1.0), (first, second))


def _random_handwriting(rng: "np.random.Generator") -> Points:
    """Width, slant and turn of a hand, as a linear map (2, 2)."""
    width = np.exp(_WIDTH * rng.standard_normal())
    slant = np.clip(_SLANT + _SLANT_DEVIATION * rng.standard_normal(), *_SLANTS)
    turn = _TURN * rng.standard_normal()
    cos, sin = np.cos(turn), np.sin(turn)
    hand: Points = np.array([[cos, -sin], [sin, cos]]) @ np.array([[width, -slant], [0.0, 1.0]])
    return hand


def _random_stroke(pose: Points, points: Points, rng: "np.random.Generator") -> Points:
    """The way of the pen through points; a point that stands twice in `pose` is a corner."""
    corners = np.flatnonzero((pose[1:] == pose[:-1]).all(axis=1)) + 1
    shifts = _JITTER * rng.standard_normal(points.shape)
    shifts[corners] = shifts[corners - 1]
    parts = np.split(points + shifts + _JITTER * rng.standard_normal(2), corners)
    return np.concatenate([smooth_curve(part) for part in parts])
