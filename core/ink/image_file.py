"""An image file as pixels on white paper; what is hostile is refused before it is decoded."""

import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from core.errors import DataError
from core.files import is_file

Rgb = npt.NDArray[np.uint8]
"""(h, w, 3) uint8."""
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
"""Pillow knows more, and starts another program to read some: EPS runs Ghostscript."""
SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm")
LARGEST_SIDE = 10_000
_ENOUGH = 1600
"""Pixels a side; a photograph twice as large or more is made smaller."""


def read_rgb(path: Path) -> Rgb:
    """The pixels of an image file, (h, w, 3) uint8, upright, transparency made white.

    Raises DataError, which names the file, where it is no image, damaged or far too large.
    """
    try:
        with warnings.catch_warnings():
            # Before the file is opened, where Pillow looks at the size. What else it may warn of,
            # such as damaged EXIF data, does not keep the pixels from being read.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as image:
                if max(image.size) > LARGEST_SIDE:
                    raise DataError(f"{path}: larger than {LARGEST_SIDE:,} pixels a side.")
                image.draft("RGB", (_ENOUGH, _ENOUGH))  # a JPEG is decoded at half its size
                return np.asarray(_on_paper(ImageOps.exif_transpose(image)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(f"{path}: far too large for the image of a digit.", str(error)) from error
    # Pillow's decoders report damage with any of these.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError) as error:
        reason = "it is no image, or a damaged one" if is_file(path) else "there is no such file"
        raise DataError(f"{path}: cannot be read: {reason}.", repr(error)) from error


def _on_paper(image: Image.Image) -> Image.Image:
    rgb = image if image.mode == "RGB" else _opaque(image.convert("RGBA"))
    factor = int((rgb.width * rgb.height) ** 0.5) // _ENOUGH
    return rgb.reduce(factor) if factor > 1 else rgb


def _opaque(image: Image.Image) -> Image.Image:
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image).convert("RGB")
