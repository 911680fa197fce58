"""Images are converted to the pixels that a network reads, and to pictures for the drawing pad."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.datasets.dataset import IMAGE_SIDE
from core.drawing.picture import Box, Picture
from core.foundation.errors import DataError
from core.imaging.binarize import find_ink
from core.imaging.image_file import Rgb, decode_image, read_rgb
from core.rasterization.normalize import ink_box, normalize

_LARGEST = 400
"""Pixels a side of a picture on the pad, which is painted and erased often."""
_MARGIN = 0.08
"""The margin around the ink of a picture, as a share of its longest side."""


def read_image(path: Path) -> npt.NDArray[np.uint8]:
    """Read the digit in an image file, (28, 28) uint8, 0 is paper.

    `core.imaging.binarize` separates ink from paper. An image of 28 × 28 pixels is used unchanged,
    any other is scaled and centered like MNIST. Raises DataError, which names the file, where it
    is not an image or holds no ink.
    """
    return pixels_from_ink(_read_ink(path))


def read_picture(path: Path) -> Picture:
    """Read the ink of an image file for the pad. Raises DataError as `read_image` does."""
    return picture_from_ink(_read_ink(path))


def picture_from_bytes(content: bytes) -> Picture:
    """Find the ink in the content of an image file for the pad; raises DataError."""
    return picture_from_rgb(decode_image(content))


def picture_from_rgb(rgb: Rgb) -> Picture:
    """Find the ink in an image, (h, w, 3) uint8, for the pad; raises DataError if it has none."""
    return picture_from_ink(find_ink(rgb))


def picture_from_ink(ink: npt.NDArray[np.uint8]) -> Picture:
    """Crop ink, (h, w) uint8, to the part that is not blank, and make it as large as the pad."""
    if ink.shape != (IMAGE_SIDE, IMAGE_SIDE):
        ink = _shrink(_crop(ink))
    height, width = ink.shape
    return Picture(ink, Box(0, 0, width, height).within(1.0))


def pixels_from_ink(ink: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Convert ink, (h, w) uint8, to MNIST's convention, (28, 28) uint8."""
    return ink if ink.shape == (IMAGE_SIDE, IMAGE_SIDE) else normalize(ink).pixels


def _read_ink(path: Path) -> npt.NDArray[np.uint8]:
    try:
        return find_ink(read_rgb(path))
    except MemoryError as error:
        raise DataError(f"{path} does not fit into memory.") from error
    except DataError as error:
        if str(error).startswith(str(path)):
            raise
        raise DataError(f"{path}: {error}", error.details) from error


def _crop(ink: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    rows, columns = ink_box(ink)
    margin = round(_MARGIN * max(rows.stop - rows.start, columns.stop - columns.start))
    return np.pad(ink[rows, columns], margin)


def _shrink(ink: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    scale = _LARGEST / max(ink.shape)
    if scale >= 1:
        return ink
    size = (max(1, round(scale * ink.shape[1])), max(1, round(scale * ink.shape[0])))
    return np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX))
