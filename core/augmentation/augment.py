"""Augmentation: making distorted copies of many images at a time."""

import numpy as np
import numpy.typing as npt

from core.augmentation.augmentation_settings import AugmentationStrengths
from core.augmentation.warps import PADDED_SIDE, WarpMaps, draw_warps
from core.datasets.dataset import IMAGE_SIDE, PIXELS, Images

GROUP_SIZE = 64
"""The largest number of images that share one distortion. Each group is warped as one array with
its images as columns, and neighbors in a mini-batch belong to different groups."""
_MIN_GROUPS = 32
"""The least number of groups; a few images would otherwise all be distorted alike."""
_NOISE_LENGTH = 1 << 16

Floats = npt.NDArray[np.float32]


def augment(
    images: Images,
    strengths: AugmentationStrengths,
    rng: "np.random.Generator",
    group: int = GROUP_SIZE,
) -> Floats:
    """Make distorted copies of images (n, 784) uint8 as floats 0-1, (n, 784) float32.

    A warp is linear in the pixels, so that with the images of a group as columns it is four
    gathers of rows and a weighted sum.
    """
    groups = max(-(-len(images) // group), min(len(images), _MIN_GROUPS))
    maps = draw_warps(strengths, groups, rng)
    growth = strengths.thickness * rng.uniform(-1.0, 1.0, groups)
    out = np.empty(images.shape, np.float32)
    for number in range(groups):
        columns = images[number::groups].T
        warped = _warp(columns, maps, number)
        if growth[number]:
            warped = _change_thickness(warped, float(growth[number]))
        out[number::groups] = warped.T
    if strengths.noise:
        _add_noise(out, strengths.noise, rng)
    return out


def _warp(columns: Images, maps: WarpMaps, number: int) -> Floats:
    """Warp images in columns (784, k) uint8 by one of the maps, to floats 0-1."""
    count = columns.shape[1]
    padded = np.zeros((PADDED_SIDE, PADDED_SIDE, count), np.float32)
    inside = padded[1:-1, 1:-1]
    np.multiply(columns.reshape(IMAGE_SIDE, IMAGE_SIDE, count), np.float32(1 / 255), out=inside)
    pixels = padded.reshape(-1, count)
    sources, weights = maps.sources[number], maps.weights[number][:, :, None]
    warped, taken = (np.empty((PIXELS, count), np.float32) for _ in range(2))
    for step, weight in zip((0, 1, PADDED_SIDE, PADDED_SIDE + 1), weights, strict=True):
        # With mode="clip", a gather into a buffer skips a first check of all indices.
        target = taken if step else warped
        np.take(pixels[step:], sources, axis=0, out=target, mode="clip")
        target *= weight
        if step:
            warped += taken
    return warped


def _change_thickness(columns: Floats, share: float) -> Floats:
    """Make strokes wider by a share of a pixel on each side, or thinner for a negative share."""
    image = columns.reshape(IMAGE_SIDE, IMAGE_SIDE, -1)
    extreme = np.maximum if share > 0 else np.minimum
    changed = image.copy()
    for ahead, behind in ((np.s_[1:], np.s_[:-1]), (np.s_[:, 1:], np.s_[:, :-1])):
        extreme(changed[ahead], image[behind], out=changed[ahead])
        extreme(changed[behind], image[ahead], out=changed[behind])
    changed -= image
    changed *= np.float32(abs(share))
    changed += image
    return changed.reshape(columns.shape)


def _add_noise(images: Floats, deviation: float, rng: "np.random.Generator") -> None:
    """Add to each image a random window of one long row of noise.

    Drawing noise for all of them would take as long as all other distortions together.
    """
    noise = np.float32(deviation) * rng.standard_normal(_NOISE_LENGTH, dtype=np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(noise, PIXELS)
    images += windows[rng.integers(len(windows), size=len(images))]
    np.clip(images, 0.0, 1.0, out=images)
