"""Photographs of paper, made from ink: light, shadow, noise, ruling and a camera's JPEG."""

import io
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image

Ink = npt.NDArray[np.float64]
"""(h, w), 0-1."""
Rgb = npt.NDArray[np.uint8]
Effect = Callable[[Ink, np.random.Generator], Rgb]

WIDTH, HEIGHT = 480, 400
_BLACK = np.array([40, 42, 50.0])
_PAPER = np.array([235, 232, 222.0])


def sheet(digit: npt.NDArray[np.uint8], rng: np.random.Generator, enlarged: int = 8) -> Ink:
    """A digit, (28, 28), as ink somewhere on a sheet; the last dozen pixels stay free."""
    side = 28 * enlarged
    large = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
    ink = np.zeros((HEIGHT, WIDTH))
    top, left = rng.integers(12, HEIGHT - side - 12), rng.integers(12, WIDTH - side - 12)
    ink[top : top + side, left : left + side] = np.asarray(large) / 255
    return ink


def photograph(
    ink: Ink,
    rng: np.random.Generator,
    *,
    light: Ink | float = 1.0,
    pen: npt.ArrayLike = _BLACK,
    paper: npt.ArrayLike = _PAPER,
    noise: float = 4.0,
    ruling: Ink | None = None,
    quality: int = 80,
) -> Rgb:
    """(h, w, 3) uint8 as a camera gives it."""
    color = np.asarray(paper) * np.ones((*ink.shape, 1))
    if ruling is not None:
        color += ruling[..., None] * (np.array([140, 165, 205.0]) - color)
    color += ink[..., None] * (np.asarray(pen) - color)
    color *= np.broadcast_to(light, ink.shape)[..., None]
    color += rng.normal(0, noise, color.shape)
    file = io.BytesIO()
    Image.fromarray(np.clip(color, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def gradient(strength: float = 0.6) -> Ink:
    """Light that falls from one corner."""
    y, x = np.mgrid[0 : 1 : HEIGHT * 1j, 0 : 1 : WIDTH * 1j]
    return 1 - strength * (0.6 * x + 0.4 * y)


def shadow(rng: np.random.Generator, depth: float = 0.5) -> Ink:
    """The edge of a shadow across the page, at any angle, a few pixels soft."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    angle = rng.uniform(0, 2 * np.pi)
    side = (x - WIDTH / 2) * np.cos(angle) + (y - HEIGHT / 2) * np.sin(angle)
    return 1 - depth / (1 + np.exp(-side / 3))


def lines(*, squared: bool, strength: float = 0.8, tilt: float = 0.01) -> Ink:
    """The ruling of paper every 36 pixels, 2 pixels wide."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    level = (y + tilt * x) % 36 < 2
    upright = (x - tilt * y) % 36 < 2
    return strength * (level | (squared & upright))


EFFECTS: dict[str, Effect] = {
    "even light": lambda ink, rng: photograph(ink, rng),
    "light from a corner": lambda ink, rng: photograph(ink, rng, light=gradient()),
    "the edge of a shadow": lambda ink, rng: photograph(ink, rng, light=shadow(rng)),
    "much noise": lambda ink, rng: photograph(ink, rng, noise=14, quality=60),
    "in the dark": lambda ink, rng: photograph(ink, rng, light=0.3 * gradient()),
    "chalk on a board": lambda ink, rng: photograph(
        ink, rng, pen=[225, 225, 220], paper=[45, 60, 52], light=gradient(0.4)
    ),
    "red ink": lambda ink, rng: photograph(ink, rng, pen=[205, 50, 60], light=gradient(0.4)),
    "blue ink": lambda ink, rng: photograph(ink, rng, pen=[60, 80, 190], light=shadow(rng)),
    "pencil": lambda ink, rng: photograph(ink, rng, pen=[140, 140, 142], light=gradient(0.4)),
    "ruled paper": lambda ink, rng: photograph(
        ink, rng, ruling=lines(squared=False), light=gradient(0.4)
    ),
    "squared paper": lambda ink, rng: photograph(ink, rng, ruling=lines(squared=True)),
    "ruling as dark as the pen": lambda ink, rng: photograph(
        ink, rng, pen=[120, 135, 180], ruling=lines(squared=False, strength=1.0)
    ),
    "squares that lie askew": lambda ink, rng: photograph(
        ink, rng, ruling=lines(squared=True, tilt=0.1), light=gradient(0.4)
    ),
    "pencil on ruled paper": lambda ink, rng: photograph(
        ink, rng, pen=[120, 120, 124], ruling=lines(squared=False)
    ),
}
