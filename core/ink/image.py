"""An image file to the 28 × 28 pixels of MNIST's convention."""

import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from core.datasets.dataset import IMAGE_SIDE
from core.errors import DataError
from core.files import is_file
from core.ink.render import BOX, CENTRE

_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
"""Pillow knows more, and starts another program to read some: EPS runs Ghostscript."""
_LARGEST_SIDE = 10_000
_FAINTEST_INK = 0.15


def read_image(path: Path) -> npt.NDArray[np.uint8]:
    """The digit in an image file, (28, 28) uint8, 0 is paper.

    Dark ink on light paper and light ink on dark are told apart by the image's edge. An image
    of 28 × 28 pixels is taken as it stands, any other is scaled and centred as MNIST was.
    Raises DataError where the file is no image or holds no ink.
    """
    grey = _read_grey(path)
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = grey if np.median(edge) < 128 else 255 - grey
    if int(ink.max()) - int(ink.min()) < 32:
        raise DataError(f"{path}: there is no digit in this image, only paper.")
    return ink if ink.shape == (IMAGE_SIDE, IMAGE_SIDE) else _normalise(ink)


def _read_grey(path: Path) -> npt.NDArray[np.uint8]:
    try:
        with warnings.catch_warnings():
            # Before the file is opened, where Pillow looks at the size. What else it may warn of,
            # such as damaged EXIF data, does not keep the pixels from being read.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_FORMATS) as image:
                if max(image.size) > _LARGEST_SIDE:
                    raise DataError(f"{path}: larger than {_LARGEST_SIDE:,} pixels a side.")
                upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(f"{path}: far too large for the image of a digit.", str(error)) from error
    # Pillow's decoders report damage with any of these.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError) as error:
        reason = "it is no image, or a damaged one" if is_file(path) else "there is no such file"
        raise DataError(f"{path}: cannot be read: {reason}.", repr(error)) from error
    paper = Image.new("RGBA", upright.size, "white")
    return np.asarray(Image.alpha_composite(paper, upright).convert("L"))


def _normalise(ink: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    low, high = int(ink.min()), int(ink.max())
    strength = (ink.astype(np.float32) - low) / (high - low)
    rows, columns = np.nonzero(strength > _FAINTEST_INK)
    box = strength[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = BOX / max(box.shape)
    height, width = (max(1, round(side * scale)) for side in box.shape)
    scaled = Image.fromarray(box).resize((width, height), Image.Resampling.BOX)
    return _place(np.rint(255 * np.asarray(scaled)).astype(np.uint8))


def _place(digit: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Put the digit where its centre of mass is nearest to the centre of the field."""
    mass = digit.astype(np.float64)
    centre = [
        float(np.average(np.arange(mass.shape[axis]), weights=mass.sum(axis=1 - axis)))
        for axis in (0, 1)
    ]
    row, column = (int(np.floor(CENTRE - value + 0.5)) for value in centre)
    # As wide a margin as the shift can need; the field is cut out of it.
    margin = IMAGE_SIDE
    field = np.zeros((3 * margin, 3 * margin), np.uint8)
    height, width = digit.shape
    field[margin + row : margin + row + height, margin + column : margin + column + width] = digit
    return field[margin:-margin, margin:-margin].copy()
