"""The weights of units as one picture: a tile for each unit, on a diverging scale of colors."""

from io import BytesIO
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE
from core.inside.unit_weights import WeightImages
from core.plots.palette import CHANGE, INK, TRAINING, VALIDATION

MAX_TILES = 1024
"""The most units of one picture."""
ZOOM, _GAP, _SCALE_HEIGHT, _MARGIN = 3, 4, 14, 24
"""Pixels: per pixel of an image, between tiles, of the scale, and around all."""
_SMALLEST_WIDTH = 260
_PAPER = 216
"""The gray level between tiles, on which a white tile can be seen."""


class DivergingColors(NamedTuple):
    """The colors of a diverging scale, each as #rrggbb."""

    negative: str
    zero: str
    positive: str
    undefined: str


PRINTED = DivergingColors(VALIDATION, "#ffffff", TRAINING, CHANGE)
"""The colors of a picture on white paper: those of what speaks against a digit, and for it."""


def diverging_colors(
    values: npt.NDArray[np.floating], scale: float, colors: DivergingColors = PRINTED
) -> npt.NDArray[np.uint8]:
    """Color values of any shape, (..., 3) uint8: negative at −scale, positive at +scale.

    Infinite values have the color of their end.
    """
    negative, zero, positive, undefined = map(_rgb, colors)
    shares = np.clip(np.nan_to_num(values / scale, nan=0.0), -1.0, 1.0)[..., None]
    ends = np.where(shares < 0, negative, positive)
    mixed = zero + np.abs(shares) * (ends - zero)
    mixed = np.where(np.isnan(values)[..., None], undefined, mixed)
    return np.rint(mixed).astype(np.uint8)


def weight_picture(weights: WeightImages) -> bytes:
    """Draw up to 1,024 units of `weights`, in rows from the top left, with the scale: a PNG file.

    All tiles have the same scale, which ends at the largest finite magnitude of all.
    """
    from PIL import Image, ImageDraw

    tiles = diverging_colors(weights.images[:MAX_TILES], weights.scale)
    grid = tile_grid(tiles)
    width = max(grid.shape[1], _SMALLEST_WIDTH) + 2 * _MARGIN
    height = grid.shape[0] + 3 * _MARGIN + _SCALE_HEIGHT
    picture = Image.new("RGB", (width, height), "white")
    picture.paste(Image.fromarray(grid), (_MARGIN, _MARGIN))
    top, bar = grid.shape[0] + 2 * _MARGIN - 8, min(width - 2 * _MARGIN, 400)
    ramp = diverging_colors(np.linspace(-1.0, 1.0, bar), 1.0)
    picture.paste(Image.fromarray(np.tile(ramp, (_SCALE_HEIGHT, 1, 1))), (_MARGIN, top))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((_MARGIN - 1, top - 1, _MARGIN + bar, top + _SCALE_HEIGHT), outline=CHANGE)
    texts = f"-{weights.scale:.3g}", "0", f"+{weights.scale:.3g}"
    for text, at, anchor in zip(texts, (0, bar // 2, bar), ("la", "ma", "ra"), strict=True):
        place = (_MARGIN + at, top + _SCALE_HEIGHT + 4)
        draw.text(place, text, fill=INK, anchor=anchor)
    if np.isnan(weights.images).any():
        draw.text((_MARGIN, 6), "gray: not a number", fill=INK)
    content = BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def tile_grid(tiles: npt.NDArray[np.uint8], zoom: int = ZOOM) -> npt.NDArray[np.uint8]:
    """Enlarge tiles (n, 28, 28, 3), and put them into rows from the top left, with gaps."""
    tiles = tiles.repeat(zoom, axis=1).repeat(zoom, axis=2)
    columns = ceil(sqrt(len(tiles)))
    rows = ceil(len(tiles) / columns)
    side, step = IMAGE_SIDE * zoom, IMAGE_SIDE * zoom + _GAP
    grid = np.full((rows * step - _GAP, columns * step - _GAP, 3), _PAPER, np.uint8)
    for number, tile in enumerate(tiles):
        top, left = divmod(number, columns)
        grid[top * step : top * step + side, left * step : left * step + side] = tile
    return grid


def _rgb(color: str) -> npt.NDArray[np.float64]:
    return np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)], np.float64)
