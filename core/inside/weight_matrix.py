"""The weights of a layer as a matrix that is small enough to be seen as a picture."""

import numpy as np
import numpy.typing as npt


def reduced_matrix(
    matrix: npt.NDArray[np.floating], rows: int, columns: int
) -> npt.NDArray[np.floating]:
    """Reduce a matrix to at most so many rows and columns.

    It is divided into blocks of the same size, of which the last ones may be smaller. Each becomes
    its element with the largest magnitude, with its sign: a mean would be near 0 everywhere. An
    element that is not a number counts as larger than all others.
    """
    high, wide = (
        -(-size // most) for size, most in zip(matrix.shape, (rows, columns), strict=True)
    )
    count = -(-matrix.shape[0] // high), -(-matrix.shape[1] // wide)
    padded = np.zeros((count[0] * high, count[1] * wide), matrix.dtype)
    padded[: matrix.shape[0], : matrix.shape[1]] = matrix
    parts = padded.reshape(count[0], high, count[1], wide).transpose(0, 2, 1, 3)
    blocks = parts.reshape(*count, high * wide)
    largest = np.where(np.isnan(blocks), np.inf, np.abs(blocks)).argmax(axis=2)
    reduced: npt.NDArray[np.floating] = np.take_along_axis(blocks, largest[..., None], 2)[..., 0]
    return reduced
