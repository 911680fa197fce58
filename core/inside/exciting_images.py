"""The images that excite the units of a layer most."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import Split, to_pixels
from core.inside.cancellation import Cancel, Progress, check, ignore, never
from core.inside.layer_values import check_unit, layer_values
from core.nn.mlp import MLP

_BATCH_ROWS = 500


@dataclass(frozen=True, slots=True, eq=False)
class ExcitingImages:
    """The images of a split with the largest sums of each of some units, largest first."""

    layer: int
    units: npt.NDArray[np.intp]
    """(n,) intp."""
    rows: npt.NDArray[np.intp]
    """(n, count) intp; the images' rows in the split."""
    sums: npt.NDArray[np.floating]
    """(n, count); the weighted sums z, of the type of the parameters."""


def exciting_images(
    network: MLP,
    split: Split,
    layer: int,
    units: npt.NDArray[np.intp],
    count: int = 10,
    cancel: Cancel = never,
    progress: Progress = ignore,
) -> ExcitingImages:
    """Find the `count` images of a split that excite each of some units of a layer most.

    Images are compared by the sum z and not by f(z): the order is the same for an increasing f,
    and a saturated unit still tells its images apart. Of equal sums the first image counts; a sum
    that is not a number comes last. At most 500 images are in memory as floats. There are fewer
    than `count` where the split is smaller. Raises ModelError and CanceledError.
    """
    for unit in units:
        check_unit(network, layer, int(unit))
    rows = np.empty((len(units), 0), np.intp)
    sums = np.empty((len(units), 0), network.parameters.dtype)
    for start in range(0, len(split), _BATCH_ROWS):
        check(cancel)
        images = split.images[start : start + _BATCH_ROWS]
        pixels = to_pixels(images, dtype=network.parameters.dtype)
        part = layer_values(network, pixels, layer)[layer].sums[:, units].T
        numbers = np.broadcast_to(np.arange(start, start + len(images)), part.shape)
        rows, sums = _largest(np.hstack([rows, numbers]), np.hstack([sums, part]), count)
        progress(min(start + _BATCH_ROWS, len(split)), len(split))
    return ExcitingImages(layer, units, rows, sums)


def _largest(
    rows: npt.NDArray[np.intp], sums: npt.NDArray[np.floating], count: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.floating]]:
    # NumPy sorts NaN to the end.
    order = np.argsort(-sums, axis=1, kind="stable")[:, :count]
    return np.take_along_axis(rows, order, 1), np.take_along_axis(sums, order, 1)
