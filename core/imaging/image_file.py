"""An image file as pixels on white paper; what is hostile is refused before it is decoded.

Whatever a file holds, decoding it takes less than 500 MB: its size and the number of its pixels
are looked at first, and only the first of its images is decoded. What is large is then made
smaller, a strip of rows at a time.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from core.foundation.errors import DataError
from core.foundation.files import read_content

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


Rgb = npt.NDArray[np.uint8]
"""(h, w, 3) uint8."""
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
"""Pillow knows more, and starts another program to read some: EPS runs Ghostscript."""
SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm")
LARGEST_SIDE = 10_000
LARGEST_FILE = 64_000_000
"""Bytes."""
MOST_PIXELS = 50_000_000
_MEMORY = 300_000_000
"""Bytes that the decoder of a format may ask for."""
_SLOW = {"ppm", "ppm_plain", "bmp_rle"}
"""Decoders that Pillow has in Python: they take a second for a million pixels."""
_SLOW_PIXELS, _SLOW_FILE = 1_000_000, 8_000_000
_ENOUGH = 1600
"""Pixels a side; a photograph twice as large or more is made smaller."""
_STRIP = 2_000_000
"""Pixels that are made smaller at a time."""
_TILE_SIDES = (322, 323)
"""TIFF's tags of the width and the length of a tile."""
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""Pillow's decoders report damage with any of these."""


def read_rgb(path: Path) -> Rgb:
    """The pixels of an image file, (h, w, 3) uint8, upright, transparency made white.

    Raises DataError, which names the file, where it is no image, damaged or far too large.
    """
    content = read_content(path, LARGEST_FILE)
    try:
        return decode(content)
    except DataError as error:
        raise DataError(f"{path}: {error}", error.details) from error


def decode(content: bytes) -> Rgb:
    """The pixels in the content of an image file, as `read_rgb` has them.

    Raises DataError with a sentence that does not know the name.
    """
    if len(content) > LARGEST_FILE:
        raise DataError(f"larger than {LARGEST_FILE // 1_000_000} MB.")
    try:
        with warnings.catch_warnings():
            # What Pillow may warn of, such as damaged EXIF data, does not keep the pixels from
            # being read; of a large size it only warns, and more is refused here.
            warnings.simplefilter("ignore")
            return _decode(content)
    except Image.DecompressionBombError as error:
        raise DataError("far too large for the image of a digit.", str(error)) from error
    except UnidentifiedImageError as error:
        known = f"It is none of {', '.join(FORMATS)}."
        raise DataError("cannot be read: it is no image, or a damaged one.", known) from error
    except _DAMAGE as error:
        raise DataError("cannot be read: it is no image, or a damaged one.", repr(error)) from error


def _decode(content: bytes) -> Rgb:
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        _check_size(image, len(content))
        image.draft("RGB", (_ENOUGH, _ENOUGH))  # a JPEG is decoded at half its size
        image.load()
        return _upright(on_paper(image.size, _rows_of(image)), _orientation(image))


def on_paper(size: tuple[int, int], rows: Callable[[int, int], Image.Image]) -> Rgb:
    """An image of some width and height on white paper, made smaller where it is large.

    `rows` gives those from one to before another, in a mode that converts to RGB or RGBA.
    """
    width, height = size
    factor = max(1, int((width * height) ** 0.5) // _ENOUGH)
    step = factor * max(1, _STRIP // (width * factor))
    strips = [
        np.asarray(_opaque(rows(top, min(top + step, height))).reduce(factor))
        for top in range(0, height, step)
    ]
    return np.concatenate(strips)


def check_pixels(width: int, height: int, most: int = MOST_PIXELS) -> None:
    """Raise DataError for an image that is far too large."""
    if max(width, height) > LARGEST_SIDE:
        raise DataError(f"larger than {LARGEST_SIDE:,} pixels a side.")
    if width * height > most:
        raise DataError(f"far too large: more than {most / 1e6:.3g} million pixels.")


def _check_size(image: Image.Image, length: int) -> None:
    codecs = {str(tile[0]) for tile in getattr(image, "tile", ())}
    slow = bool(codecs & _SLOW)
    if slow and length > _SLOW_FILE:
        raise DataError(f"larger than {_SLOW_FILE // 1_000_000} MB.")
    most = min(MOST_PIXELS, _MEMORY // _bytes_a_pixel(image))
    check_pixels(*image.size, _SLOW_PIXELS if slow else most)
    if image.format == "TIFF":
        # A tile is decoded as a whole, however small the image is.
        tags = getattr(image, "tag_v2", {})
        width, length = (int(tags.get(tag, 1)) for tag in _TILE_SIDES)
        check_pixels(width, length, most)


def _bytes_a_pixel(image: Image.Image) -> int:
    """What decoding takes at worst."""
    match image.format:
        case "JPEG" | "MPO":
            return 2 * len(image.getbands())  # coefficients of the whole image, where progressive
        case "WEBP":
            return 16  # two canvases of an animation, and what is handed out of them
        case "TIFF":
            return 8  # a strip may be the whole image
    return 4


def _rows_of(image: Image.Image) -> Callable[[int, int], Image.Image]:
    def rows(top: int, bottom: int) -> Image.Image:
        return image.crop((0, top, image.width, bottom))

    if image.mode != "F" and not image.mode.startswith("I"):
        return rows
    step = max(1, _STRIP // image.width)
    strips = (rows(top, min(top + step, image.height)) for top in range(0, image.height, step))
    full = image.mode != "F" and image.format in ("PNG", "PPM")
    darkest, lightest = range_of(strips, full=full)
    return lambda top, bottom: as_grey(rows(top, bottom), darkest, lightest)


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    if image.mode != "RGBA":
        image = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image).convert("RGB")


def _orientation(image: Image.Image) -> int:
    """As the camera says; 1, upright, where it says nothing that can be read."""
    try:
        told = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _DAMAGE:
        return 1
    return told if type(told) is int else 1


def _upright(rgb: Rgb, orientation: int) -> Rgb:
    if orientation == 1:
        return rgb
    image = Image.fromarray(rgb)
    image.getexif()[ExifTags.Base.Orientation] = orientation
    return np.asarray(ImageOps.exif_transpose(image))
