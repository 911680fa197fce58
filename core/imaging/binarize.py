"""Finding the ink in an image of even paper or in a photograph of real paper."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from core.foundation.errors import DataError
from core.imaging.image_file import Rgb
from core.imaging.ink_filter import keep_writing
from core.rasterization.sliding_window import sliding_extreme

Gray = npt.NDArray[np.uint8]


def is_light_ink(gray: Gray) -> bool:
    """Whether the ink is lighter than the paper.

    Lines cover little, and differ strongly from their surroundings, so that the sign of the third
    moment of this difference tells.
    """
    radius = max(gray.shape) / 20
    around = Image.fromarray(gray).filter(ImageFilter.GaussianBlur(radius))
    difference = gray.astype(np.float32) - np.asarray(around)
    return float(np.mean(difference**3)) > 0


def morphological_closing(gray: Gray, side: int) -> Gray:
    """Remove all that is dark and narrower than a square of `side` pixels, which leaves the paper.

    Gradients and the edges of shadows stay (a morphological closing; Serra 1982).
    """
    padded = np.pad(gray, side - 1, mode="edge")
    for axis in (0, 1):
        padded = sliding_extreme(padded, side, axis, np.maximum)
    for axis in (0, 1):
        padded = sliding_extreme(padded, side, axis, np.minimum)
    return padded


Floats = npt.NDArray[np.float32]

_EVEN_PAPER_LEVELS = 2
"""Gray levels by which even paper may vary."""
_MIN_CONTRAST = 32
_COLOR_CONTRAST = 1.5
"""How many times the contrast of the gray a channel must have to be used instead."""
_MAX_PHOTO_SIDE = 800
"""Pixels a side of a photograph; more would only take more time."""
_WIDEST_LINE = 6
"""A line is narrower than the image's side divided by this."""
_FAINTEST_DARKNESS = 0.1
"""The darkness of the faintest ink, where paper is 0 and black is 1."""
_NOISE_DEVIATIONS = 5.0
"""Standard deviations of the paper's noise that ink must exceed."""


def find_ink(rgb: Rgb) -> Gray:
    """Find how much ink each pixel of an image holds, (h, w) uint8, 0 is paper.

    On even paper this is its gray value; large photographs are reduced. Raises DataError where
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
    """Give the gray image, or the color channel in which the ink has much more contrast."""
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
    writing = keep_writing(np.rint(255 * ink).astype(np.uint8))
    if not writing.any():
        raise _no_ink_error()
    return writing


def _soft_ink(gray: Gray, paper: Gray) -> Floats:
    """Compute 0 for paper, 1 for ink, and values between them at the edges of lines, in any light.

    A camera's noise is the same in light and shadow, so it bounds the difference from the paper;
    ink is darker than paper by the same factor in any light, so the quotient separates them.
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
    """Find the threshold between two classes of values (Otsu 1979)."""
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
