"""Random warps of the plane, which give for each pixel of an image where its ink comes from."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.augmentation.augmentation_settings import AugmentationStrengths
from core.datasets.dataset import IMAGE_SIDE, PIXELS

PADDED_SIDE = IMAGE_SIDE + 2
"""Images get a border of blank pixels, since warps also read outside of them."""
SMOOTHNESS = 4.0
"""Standard deviation in pixels of the Gaussian that smooths elastic fields; Simard, Steinkraus
and Platt 2003 use 4 for images of 29 × 29."""

Floats = npt.NDArray[np.float32]

_OFFSETS = (np.arange(IMAGE_SIDE) - (IMAGE_SIDE - 1) / 2).astype(np.float32)


class WarpMaps(NamedTuple):
    """Bilinear warps, each of which makes a pixel a weighted sum of four neighboring pixels."""

    sources: npt.NDArray[np.intp]
    """(maps, 784): the index in the padded image of the first of four neighbors; the others are
    1, 30 and 31 further."""
    weights: Floats
    """(maps, 4, 784)"""


def draw_warps(
    strengths: AugmentationStrengths, count: int, rng: "np.random.Generator"
) -> WarpMaps:
    """Draw `count` random warps: affine ones with elastic fields added."""
    rows, columns = _affine_sources(strengths, count, rng)
    if strengths.elastic:
        for coordinates in (rows, columns):
            coordinates += np.float32(strengths.elastic) * _elastic_field(count, rng)
    return _bilinear_maps(rows, columns, _erasing_mask(strengths, count, rng))


def _affine_sources(
    s: AugmentationStrengths, count: int, rng: "np.random.Generator"
) -> tuple[Floats, Floats]:
    """Draw the row and column of each pixel's source, (count, 28, 28), from the image's center."""
    angle = np.deg2rad(s.rotation) * _uniform_symmetric(rng, count)
    scale_y, scale_x = np.exp(np.log1p(s.scale) * _uniform_symmetric(rng, (2, count)))
    slant = s.shear * _uniform_symmetric(rng, count)
    shift_y, shift_x = s.shift * _uniform_symmetric(rng, (2, count))
    cos, sin = np.cos(angle), np.sin(angle)
    y, x = _OFFSETS[:, None], _OFFSETS
    # Scaling, then rotation, then shear, of the plane of the sources.
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
    """Draw smooth random fields (count, 28, 28) of unit variance, as in Simard et al. 2003."""
    noise = rng.standard_normal((count, IMAGE_SIDE, IMAGE_SIDE), dtype=np.float32)
    field: Floats = np.matmul(np.matmul(_SMOOTHING, noise), _SMOOTHING.T)
    return field


def _smoothing() -> Floats:
    """Give the Gaussian blur of a row as a matrix (28, 28) that keeps the variance of noise."""
    distance = _OFFSETS[:, None] - _OFFSETS
    kernel = np.exp(-0.5 * (distance.astype(np.float64) / SMOOTHNESS) ** 2)
    kernel /= np.linalg.norm(kernel, axis=1, keepdims=True)
    unit: Floats = kernel.astype(np.float32)
    return unit


_SMOOTHING = _smoothing()


def _erasing_mask(s: AugmentationStrengths, count: int, rng: "np.random.Generator") -> Floats:
    """Draw masks that are 0 in a random rectangle and 1 elsewhere (Zhong et al. 2020)."""
    mask = np.ones((count, IMAGE_SIDE, IMAGE_SIDE), dtype=np.float32)
    if s.erasing:
        sides = rng.uniform(0.0, s.erasing * IMAGE_SIDE, (count, 2))
        starts = rng.uniform(0.0, 1.0, (count, 2)) * (IMAGE_SIDE - sides)
        pixels = np.arange(IMAGE_SIDE)
        inside = (pixels >= starts[..., None]) & (pixels < (starts + sides)[..., None])
        mask[inside[:, 0, :, None] & inside[:, 1, None, :]] = 0.0
    return mask


def _bilinear_maps(rows: Floats, columns: Floats, mask: Floats) -> WarpMaps:
    last = np.float32(PADDED_SIDE - 1.001)
    for coordinates in (rows, columns):
        coordinates += np.float32((PADDED_SIDE - 1) / 2)
        np.clip(coordinates, 0.0, last, out=coordinates)
    top, left = rows.astype(np.intp), columns.astype(np.intp)
    down, right = (rows - top).astype(np.float32), (columns - left).astype(np.float32)
    up_masked, down_masked = (1 - down) * mask, down * mask
    weights = np.stack(
        [
            up_masked * (1 - right),
            up_masked * right,
            down_masked * (1 - right),
            down_masked * right,
        ],
        axis=1,
    )
    return WarpMaps((top * PADDED_SIDE + left).reshape(-1, PIXELS), weights.reshape(-1, 4, PIXELS))
