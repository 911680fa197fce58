"""Images of more than 256 levels of grey, 16-bit ones and those of floats, as grey of 8 bits."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from PIL import Image

_WHITES = (1.0, 255.0, 4095.0, 65535.0)
"""What white may be where a format does not say it: of shares, and of 8, 12 and 16 bits."""

Values = npt.NDArray[np.float32]


def range_of(parts: Iterable[Image.Image], *, full: bool) -> tuple[float, float]:
    """The values of black and white in an image of mode I, I;16 or F, given in parts.

    With `full`, those of 16 bits, as PNG and PGM have it. TIFF may hold any: then white is the
    least of the usual ones that is not exceeded; if all are, or values are below 0, black and
    white are the lowest and the highest value.
    """
    if full:
        return 0.0, _WHITES[-1]
    lows, highs = zip(*(_extremes(_values(part)) for part in parts), strict=True)
    low, high = min(lows), max(highs)
    if low >= 0 and high <= _WHITES[-1]:
        return 0.0, next(white for white in _WHITES if high <= white)
    return low, high


def as_grey(image: Image.Image, darkest: float, lightest: float) -> Image.Image:
    """The image in mode L; what is not a number is as dark as can be."""
    values = np.clip(np.nan_to_num(_values(image), nan=darkest), darkest, lightest)
    # Halves: the difference of the largest floats is infinite.
    span = max(lightest / 2 - darkest / 2, float(np.finfo(np.float32).tiny))
    grey = 255 * ((values / 2 - darkest / 2) / span)
    return Image.fromarray(np.rint(grey).astype(np.uint8))


def _values(image: Image.Image) -> Values:
    return np.asarray(image).astype(np.float32)


def _extremes(values: Values) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
