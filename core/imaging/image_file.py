"""Image files are read as pixels on white paper, and hostile ones are refused before decoding.

Decoding takes less than 500 MB and little time whatever a file holds: its size, the number of its
pixels and the number of pieces that it is read in are bounded, and only the first of its images is
decoded. A large image is then reduced, a strip of rows at a time.
"""

import io
import math
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

_WHITE_VALUES = (1.0, 255.0, 4095.0, 65535.0)
"""The usual values of white where a format does not define it: of fractions, and of 8, 12 and 16
bits."""

Values = npt.NDArray[np.float32]


def find_black_and_white(parts: Iterable[Image.Image], *, full: bool) -> tuple[float, float]:
    """Find the values of black and white in an image of mode I, I;16 or F, given in parts.

    With `full` they are those of 16 bits, as PNG and PGM have them. TIFF may hold any range: white
    is then the lowest usual value that no pixel exceeds. If pixels exceed all of these, or some are
    negative, black and white are the lowest and the highest value.
    """
    if full:
        return 0.0, _WHITE_VALUES[-1]
    lows, highs = zip(*(_extremes(_values(part)) for part in parts), strict=True)
    low, high = min(lows), max(highs)
    if low >= 0 and high <= _WHITE_VALUES[-1]:
        return 0.0, next(white for white in _WHITE_VALUES if high <= white)
    return low, high


def to_gray(image: Image.Image, darkest: float, lightest: float) -> Image.Image:
    """Convert the image to mode L, with black where a value is not a number."""
    values = np.clip(np.nan_to_num(_values(image), nan=darkest), darkest, lightest)
    # Halves: the difference of the largest floats is infinite.
    span = max(lightest / 2 - darkest / 2, float(np.finfo(np.float32).tiny))
    gray = 255 * ((values / 2 - darkest / 2) / span)
    return Image.fromarray(np.rint(gray).astype(np.uint8))


def _values(image: Image.Image) -> Values:
    return np.asarray(image).astype(np.float32)


def _extremes(values: Values) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


Rgb = npt.NDArray[np.uint8]
"""(h, w, 3) uint8."""
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
"""Pillow knows more formats, but starts another program for some: EPS runs Ghostscript."""
SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm")
MAX_SIDE = 10_000
MAX_FILE_BYTES = 64_000_000
"""Bytes."""
MAX_PIXELS = 50_000_000
_MAX_DECODER_BYTES = 300_000_000
"""Bytes that the decoder of a format may allocate."""
_SLOW_DECODERS = {"ppm", "ppm_plain", "bmp_rle"}
"""Decoders that Pillow implements in Python, which take a second for a million pixels."""
_MAX_SLOW_PIXELS, _MAX_SLOW_BYTES = 1_000_000, 8_000_000
_MAX_DECODED_SIDE = 1600
"""Pixels a side; an image twice as large or more is reduced."""
_STRIP_PIXELS = 2_000_000
"""Pixels that are reduced at a time."""
_MAX_READS = 500_000
"""Pillow walks chunks and markers in Python, a few reads for each: 64 MB of empty ones would take
it up to a minute. A PNG of 64 MB in chunks of 1 KB takes half of these reads."""
_MAX_PASSES = 8
"""How many times the bytes of a file may be read in all; tags of a TIFF may point to the same."""
_TILE_SIDES = (322, 323)
"""TIFF's tags for the width and the length of a tile."""
_DECODE_ERRORS = (
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


class _BoundedFile(io.BytesIO):
    """The content of an image file, which raises DataError when it is read in too many pieces."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.reads_left: float = _MAX_READS
        self._bytes_left = _MAX_PASSES * len(content)

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as io.BytesIO does, within the bounds."""
        content = super().read(size)
        self.reads_left -= 1
        self._bytes_left -= len(content)
        if self.reads_left < 0 or self._bytes_left < 0:
            raise DataError("cannot be read: it is made of far too many small pieces.")
        return content


def read_rgb(path: Path) -> Rgb:
    """Read the pixels of an image file, (h, w, 3) uint8, upright, with transparency made white.

    Raises DataError, which names the file, where it is not an image, damaged or far too large.
    """
    content = read_content(path, MAX_FILE_BYTES)
    try:
        return decode_image(content)
    except DataError as error:
        raise DataError(f"{path}: {error}", error.details) from error


def decode_image(content: bytes) -> Rgb:
    """Decode the content of an image file to pixels, as `read_rgb` does.

    Raises DataError with a sentence that does not name the file.
    """
    if len(content) > MAX_FILE_BYTES:
        raise DataError(f"larger than {MAX_FILE_BYTES // 1_000_000} MB.")
    try:
        with warnings.catch_warnings():
            # Pillow warns of things that do not prevent reading the pixels, such as damaged EXIF
            # data, and of large sizes, which are refused here.
            warnings.simplefilter("ignore")
            return _decode(content)
    except Image.DecompressionBombError as error:
        raise DataError("far too large for the image of a digit.", str(error)) from error
    except UnidentifiedImageError as error:
        known = f"It is none of {', '.join(FORMATS)}."
        raise DataError("cannot be read: it is not an image, or it is damaged.", known) from error
    except _DECODE_ERRORS as error:
        raise DataError(
            "cannot be read: it is not an image, or it is damaged.", repr(error)
        ) from error


def _decode(content: bytes) -> Rgb:
    file = _BoundedFile(content)
    with Image.open(file, formats=FORMATS) as image:
        _check_size(image, len(content))
        if _has_slow_decoder(image):
            file.reads_left = math.inf  # these read byte by byte, and have bounds of their own
        image.draft(
            "RGB", (_MAX_DECODED_SIDE, _MAX_DECODED_SIDE)
        )  # a JPEG is decoded at half its size
        image.load()
        return _apply_orientation(
            flatten_to_rgb(image.size, _row_reader(image)), _orientation(image)
        )


def flatten_to_rgb(size: tuple[int, int], rows: Callable[[int, int], Image.Image]) -> Rgb:
    """Put an image of some width and height on white paper, and reduce it where it is large.

    `rows(top, bottom)` gives a strip of it, in a mode that converts to RGB or RGBA.
    """
    width, height = size
    factor = max(1, int((width * height) ** 0.5) // _MAX_DECODED_SIDE)
    step = factor * max(1, _STRIP_PIXELS // (width * factor))
    strips = [
        np.asarray(_onto_white(rows(top, min(top + step, height))).reduce(factor))
        for top in range(0, height, step)
    ]
    return np.concatenate(strips)


def check_pixels(width: int, height: int, limit: int = MAX_PIXELS) -> None:
    """Raise DataError for an image that is far too large."""
    if max(width, height) > MAX_SIDE:
        raise DataError(f"larger than {MAX_SIDE:,} pixels a side.")
    if width * height > limit:
        raise DataError(f"far too large: more than {limit / 1e6:.3g} million pixels.")


def _check_size(image: Image.Image, length: int) -> None:
    slow = _has_slow_decoder(image)
    if slow and length > _MAX_SLOW_BYTES:
        raise DataError(f"larger than {_MAX_SLOW_BYTES // 1_000_000} MB.")
    limit = min(MAX_PIXELS, _MAX_DECODER_BYTES // _bytes_a_pixel(image))
    check_pixels(*image.size, _MAX_SLOW_PIXELS if slow else limit)
    if image.format == "TIFF":
        # A tile is decoded as a whole, however small the image is.
        tags = getattr(image, "tag_v2", {})
        width, length = (int(tags.get(tag, 1)) for tag in _TILE_SIDES)
        check_pixels(width, length, limit)


def _has_slow_decoder(image: Image.Image) -> bool:
    return any(str(tile[0]) in _SLOW_DECODERS for tile in getattr(image, "tile", ()))


def _bytes_a_pixel(image: Image.Image) -> int:
    """Bytes of memory that decoding takes at worst."""
    match image.format:
        case "JPEG" | "MPO":
            return 2 * len(image.getbands())  # coefficients of the whole image, where progressive
        case "WEBP":
            return 16  # two canvases of an animation, and the copies that are handed out
        case "TIFF":
            return 8  # a strip may be the whole image
    return 4


def _row_reader(image: Image.Image) -> Callable[[int, int], Image.Image]:
    def rows(top: int, bottom: int) -> Image.Image:
        return image.crop((0, top, image.width, bottom))

    if image.mode != "F" and not image.mode.startswith("I"):
        return rows
    step = max(1, _STRIP_PIXELS // image.width)
    strips = (rows(top, min(top + step, image.height)) for top in range(0, image.height, step))
    full = image.mode != "F" and image.format in ("PNG", "PPM")
    darkest, lightest = find_black_and_white(strips, full=full)
    return lambda top, bottom: to_gray(rows(top, bottom), darkest, lightest)


def _onto_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    if image.mode != "RGBA":
        image = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image).convert("RGB")


def _orientation(image: Image.Image) -> int:
    """The orientation that the camera recorded, or 1 (upright) where none can be read."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _DECODE_ERRORS:
        return 1
    return value if type(value) is int else 1


def _apply_orientation(rgb: Rgb, orientation: int) -> Rgb:
    if orientation == 1:
        return rgb
    image = Image.fromarray(rgb)
    image.getexif()[ExifTags.Base.Orientation] = orientation
    return np.asarray(ImageOps.exif_transpose(image))
