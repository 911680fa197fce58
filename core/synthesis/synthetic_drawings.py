"""Synthetic drawings that MNIST lacks: regional forms of digits, letters and scribbles.

MNIST's digits are American: a network that knows no others reads a hooked one as a seven. It has
also only seen digits, and so it is sure of whatever is drawn (Hendrycks, Mazeika and Dietterich
2019).
"""

import numpy as np

from core.drawing.strokes import Drawing, Points, Stroke
from core.synthesis.glyphs import draw_glyph, load_glyphs, smooth_curve

_LETTER_SHARE = 0.5
"""The share of letters among the non-digits."""
_TRAINING_LETTERS = "AEHKMNRTWXfhkmnrtwx"
"""Letters for training; the others are for evaluation."""
_FEWEST, _MOST = 6, 11
"""Points of a scribbled stroke; with fewer it could be a digit."""
_CORNER_SHARE = 0.5
"""The share of scribbled strokes that have corners."""
_TURNS = (1.5, 4.0)


def draw_digit(digit: int, rng: "np.random.Generator") -> Drawing:
    """Draw a digit in one of the forms in which people learn to write it."""
    return draw_glyph(tuple(g for g in load_glyphs("digits") if g.sign == str(digit)), rng)


def draw_non_digit(rng: "np.random.Generator") -> Drawing:
    """Draw a letter or a scribble, which is no digit, for training."""
    if rng.random() < _LETTER_SHARE:
        return draw_glyph(
            tuple(form for form in load_glyphs("letters") if form.sign in _TRAINING_LETTERS), rng
        )
    return Drawing(tuple(Stroke(_random_scribble(rng)) for _ in range(int(rng.integers(1, 3)))))


def draw_held_out_non_digit(rng: "np.random.Generator") -> Drawing:
    """Draw a letter that training does not use, a wave or a spiral, for evaluation."""
    if rng.random() < _LETTER_SHARE:
        return draw_glyph(
            tuple(form for form in load_glyphs("letters") if form.sign not in _TRAINING_LETTERS),
            rng,
        )
    return Drawing((Stroke(_random_spiral(rng)),))


def _random_scribble(rng: "np.random.Generator") -> Points:
    points = rng.uniform(0.0, 1.0, (int(rng.integers(_FEWEST, _MOST)), 2))
    points *= rng.uniform(0.5, 1.0, 2)
    return points if rng.random() < _CORNER_SHARE else smooth_curve(points)


def _random_spiral(rng: "np.random.Generator") -> Points:
    """Draw a spiral that widens or a wave that moves as it turns."""
    turns = rng.uniform(*_TURNS)
    t = np.linspace(0.0, 1.0, int(24 * turns))
    angle = 2 * np.pi * (turns * t + rng.random()) * rng.choice([-1.0, 1.0])
    radius = t if rng.random() < 0.5 else np.full(len(t), rng.uniform(0.1, 0.5))
    circle = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    if radius[0] > 0:
        circle[:, 0] += t * turns * rng.uniform(0.4, 1.0)
    wound: Points = circle
    return wound
