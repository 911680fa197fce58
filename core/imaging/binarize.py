"""The ink of an image: of a drawing on even paper, or of a photograph of real paper."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from core.foundation.errors import DataError
from core.imaging.image_file import Rgb
from core.imaging.ink_filter import keep_writing
from core.rasterization.sliding_window import sliding_extreme

Gray = npt.NDArray[np.uint8]


def is_light_ink(gray: Gray) -> bool:
    """Whether the ink is lighter than the paper: lines are few, and far from what surrounds them.

    The sign of the third moment of what differs from the neighborhood.
    """
    radius = max(gray.shape) / 20
    around = Image.fromarray(gray).filter(ImageFilter.GaussianBlur(radius))
    difference = gray.astype(np.float32) - np.asarray(around)
    return float(np.mean(difference**3)) > 0


def morphological_closing(gray: Gray, side: int) -> Gray:
    """Gray without what is dark and narrower than a square of `side` pixels: the paper.

    Gradients and the edges of shadows stay where they are (a morphological closing; Serra 1982).
    """
    padded = np.pad(gray, side - 1, mode="edge")
    for axis in (0, 1):
        padded = sliding_extreme(padded, side, axis, np.maximum)
    for axis in (0, 1):
        padded = sliding_extreme(padded, side, axis, np.minimum)
    return padded


Floats = npt.NDArray[np.float32]

_EVEN_PAPER_LEVELS = 2
"""Levels of gray by which even paper may differ."""
_MIN_CONTRAST = 32
_COLOR_CONTRAST = 1.5
"""A channel must show this much more than the gray to be taken in its place."""
_MAX_PHOTO_SIDE = 800
"""Pixels a side of a photograph; more only slow this down."""
_WIDEST_LINE = 6
"""A line is narrower than this part of the image's side."""
_FAINTEST_DARKNESS = 0.1
"""Darkness of the faintest ink, where paper is 0 and black 1."""
_NOISE_DEVIATIONS = 5.0
"""Standard deviations of the paper that are no ink."""


def find_ink(rgb: Rgb) -> Gray:
    """How much ink each pixel of an image holds, (h, w) uint8, 0 is paper.

    On even paper that is its gray; large photographs become smaller. Raises DataError where
    there is no ink.
    """
    gray = _ink_channel(rgb)
    edge = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    paper = float(np.median(edge))
    if int(gray.max()) - int(gray.min()) < _MIN_CONTRAST:
        raise _no_ink_error()
    if min(gray.shape) < 30 or np.mean(np.abs(edge - paper) <= _EVEN_PAPER_LEVELS) > 0.98:
        return gray if paper < 128 else 255 - gray
    return _ink_of_photo(gray)


def _ink_channel(rgb: Rgb) -> Gray:
    """The gray, or the one of the colors in which the ink stands out far more."""
    channels = [np.ascontiguousarray(rgb[..., channel]) for channel in range(3)]
    if all(np.array_equal(channels[0], other) for other in channels[1:]):
        return channels[0]
    gray = np.asarray(Image.fromarray(rgb).convert("L"))
    best = max(channels, key=np.std)
    return best if np.std(best) > _COLOR_CONTRAST * np.std(gray) else gray


def _ink_of_photo(gray: Gray) -> Gray:
    factor = -(-max(gray.shape) // _MAX_PHOTO_SIDE)
    image = Image.fromarray(gray)
    image = image.reduce(factor) if factor > 1 else image
    gray = np.asarray(image.filter(ImageFilter.BoxBlur(1)))
    if is_light_ink(gray):
        gray = 255 - gray
    ink = _soft_ink(gray, morphological_closing(gray, max(gray.shape) // _WIDEST_LINE))
    kept = keep_writing(np.rint(255 * ink).astype(np.uint8))
    if not kept.any():
        raise _no_ink_error()
    return kept


def _soft_ink(gray: Gray, paper: Gray) -> Floats:
    """0 for paper, 1 for ink, between them at the edges of lines, whatever light falls on them.

    A camera's noise is the same in light and shadow, and so limits the difference from the paper;
    ink is so many times darker than paper in any light, and so the quotient tells them apart.
    """
    difference = paper.astype(np.float32) - gray
    middle = float(np.median(difference))
    noise = 1.4826 * float(np.median(np.abs(difference - middle)))
    darkness = (difference / np.maximum(paper, 1)).astype(np.float32)
    darkness[difference < middle + _NOISE_DEVIATIONS * noise] = 0
    candidates = darkness[darkness > _FAINTEST_DARKNESS]
    if not candidates.size:
        raise _no_ink_error()
    threshold = _otsu_threshold(candidates)
    full = float(np.median(candidates[candidates > threshold]))
    low = max(_FAINTEST_DARKNESS / 2, 2 * threshold - full)
    soft: Floats = np.clip((darkness - low) / max(full - low, 1e-3), 0, 1)
    return soft


def _otsu_threshold(values: Floats) -> float:
    """The threshold between two classes of values (Otsu 1979)."""
    counts, edges = np.histogram(values, 128)
    centers = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts)[:-1]
    above = counts.sum() - below
    sums = np.cumsum(counts * centers)
    apart = sums[:-1] / np.maximum(below, 1) - (sums[-1] - sums[:-1]) / np.maximum(above, 1)
    between = below.astype(np.float64) * above * apart**2
    return float(edges[1:-1][int(between.argmax())])


def _no_ink_error() -> DataError:
    return DataError("there is no digit in this image, only paper.")
