"""Random distortions of the plane: where each pixel of a distorted image takes its ink from."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.augmentation.augmentation_settings import AugmentationStrengths
from core.datasets.dataset import IMAGE_SIDE, PIXELS

PADDED_SIDE = IMAGE_SIDE + 2
"""Images get a border of blank pixels, for what is taken from outside of them."""
SMOOTHNESS = 4.0
"""Standard deviation in pixels of the Gaussian that smooths elastic fields: Simard, Steinkraus
and Platt 2003 found 4 for images of 29 × 29."""

Floats = npt.NDArray[np.float32]

_OFFSETS = (np.arange(IMAGE_SIDE) - (IMAGE_SIDE - 1) / 2).astype(np.float32)


class WarpMaps(NamedTuple):
    """Bilinear warps, each a linear map on pixels: a weighted sum of four of them."""

    sources: npt.NDArray[np.intp]
    """(maps, 784): index into the padded image of the first of four neighbors, the others
    being 1, 30 and 31 further."""
    weights: Floats
    """(maps, 4, 784)"""


def draw_warps(
    strengths: AugmentationStrengths, count: int, rng: "np.random.Generator"
) -> WarpMaps:
    """`count` random warps: affine ones, and elastic fields on top of them."""
    rows, columns = _affine_sources(strengths, count, rng)
    if strengths.elastic:
        for coordinates in (rows, columns):
            coordinates += np.float32(strengths.elastic) * _elastic_field(count, rng)
    return _bilinear_maps(rows, columns, _erasing_mask(strengths, count, rng))


def _affine_sources(
    s: AugmentationStrengths, count: int, rng: "np.random.Generator"
) -> tuple[Floats, Floats]:
    """Row and column of the source of each pixel, (count, 28, 28), from the image's middle."""
    angle = np.deg2rad(s.rotation) * _uniform_symmetric(rng, count)
    scale_y, scale_x = np.exp(np.log1p(s.scale) * _uniform_symmetric(rng, (2, count)))
    slant = s.shear * _uniform_symmetric(rng, count)
    shift_y, shift_x = s.shift * _uniform_symmetric(rng, (2, count))
    cos, sin = np.cos(angle), np.sin(angle)
    y, x = _OFFSETS[:, None], _OFFSETS
    # Shear after rotation after scale, of the plane in which the pixels look for their ink.
    from_y = [cos * scale_y, sin * scale_x, shift_y]
    from_x = [(slant * cos - sin) * scale_y, (cos + slant * sin) * scale_x, shift_x]
    rows, columns = (
        (a[:, None, None] * y + b[:, None, None] * x + c[:, None, None]).astype(np.float32)
        for a, b, c in (from_y, from_x)
    )
    return rows, columns


def _uniform_symmetric(
    rng: "np.random.Generator", shape: int | tuple[int, ...]
) -> npt.NDArray[np.float64]:
    return rng.uniform(-1.0, 1.0, shape)


def _elastic_field(count: int, rng: "np.random.Generator") -> Floats:
    """Smooth random fields (count, 28, 28) of unit variance, as in Simard et al. 2003."""
    noise = rng.standard_normal((count, IMAGE_SIDE, IMAGE_SIDE), dtype=np.float32)
    field: Floats = np.matmul(np.matmul(_SMOOTHING, noise), _SMOOTHING.T)
    return field


def _smoothing() -> Floats:
    """The Gaussian blur of a row as a matrix (28, 28), which keeps white noise's variance."""
    distance = _OFFSETS[:, None] - _OFFSETS
    kernel = np.exp(-0.5 * (distance.astype(np.float64) / SMOOTHNESS) ** 2)
    kernel /= np.linalg.norm(kernel, axis=1, keepdims=True)
    unit: Floats = kernel.astype(np.float32)
    return unit


_SMOOTHING = _smoothing()


def _erasing_mask(s: AugmentationStrengths, count: int, rng: "np.random.Generator") -> Floats:
    """1, and 0 in a random rectangle of each map (Zhong et al. 2020, random erasing)."""
    kept = np.ones((count, IMAGE_SIDE, IMAGE_SIDE), dtype=np.float32)
    if s.erasing:
        sides = rng.uniform(0.0, s.erasing * IMAGE_SIDE, (count, 2))
        starts = rng.uniform(0.0, 1.0, (count, 2)) * (IMAGE_SIDE - sides)
        pixels = np.arange(IMAGE_SIDE)
        inside = (pixels >= starts[..., None]) & (pixels < (starts + sides)[..., None])
        kept[inside[:, 0, :, None] & inside[:, 1, None, :]] = 0.0
    return kept


def _bilinear_maps(rows: Floats, columns: Floats, kept: Floats) -> WarpMaps:
    last = np.float32(PADDED_SIDE - 1.001)
    for coordinates in (rows, columns):
        coordinates += np.float32((PADDED_SIDE - 1) / 2)
        np.clip(coordinates, 0.0, last, out=coordinates)
    top, left = rows.astype(np.intp), columns.astype(np.intp)
    down, right = (rows - top).astype(np.float32), (columns - left).astype(np.float32)
    up_kept, down_kept = (1 - down) * kept, down * kept
    weights = np.stack(
        [up_kept * (1 - right), up_kept * right, down_kept * (1 - right), down_kept * right],
        axis=1,
    )
    return WarpMaps((top * PADDED_SIDE + left).reshape(-1, PIXELS), weights.reshape(-1, 4, PIXELS))
