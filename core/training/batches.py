"""Mini-batches from a split, without a new array for each."""

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, PIXELS, Split, to_pixels
from core.network.arrays import Floats


class BatchLoader:
    """Gathers images as floats, one-hot targets and labels into buffers that it keeps."""

    def __init__(self, split: Split, batch_size: int, dtype: npt.DTypeLike) -> None:
        rows = min(batch_size, len(split))
        self._split = split
        self._one_hot = np.eye(CLASSES, dtype=dtype)[split.labels]
        self._bytes = np.empty((rows, PIXELS), np.uint8)
        self._pixels = np.empty((rows, PIXELS), dtype)
        self._targets = np.empty((rows, CLASSES), dtype)

    def __call__(
        self, indices: npt.NDArray[np.intp]
    ) -> tuple[Floats, Floats, npt.NDArray[np.intp]]:
        """Pixels (n, 784), targets (n, 10) and labels (n,); overwritten by the next call.

        The indices must be valid: without a check NumPy gathers straight into the buffer.
        """
        rows = len(indices)
        images, pixels, targets = self._bytes[:rows], self._pixels[:rows], self._targets[:rows]
        self._split.images.take(indices, axis=0, out=images, mode="clip")
        self._one_hot.take(indices, axis=0, out=targets, mode="clip")
        return to_pixels(images, out=pixels), targets, self._split.labels[indices]
