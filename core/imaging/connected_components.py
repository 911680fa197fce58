"""Connected components: groups of pixels that touch each other."""

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.intp]


def horizontal_runs(mask: Mask) -> Labels:
    """Number the runs of set pixels within each row from 1, (h, w); 0 where the mask is not set."""
    first = mask.copy()
    first[:, 1:] &= ~mask[:, :-1]
    return np.where(mask, np.cumsum(first).reshape(mask.shape), 0)


def connected_components(mask: Mask) -> Labels:
    """Number the components of set pixels, which also connect at corners, from 1, (h, w)."""
    labels = horizontal_runs(mask)
    upper, lower = _touching_runs(labels)
    parent = np.arange(labels.max() + 1)
    # Each run takes the smallest number of its neighbors, and then that run's, until none changes.
    while True:
        lowest = np.minimum(parent[upper], parent[lower])
        if np.array_equal(parent[upper], parent[lower]):
            break
        np.minimum.at(parent, parent[upper], lowest)
        np.minimum.at(parent, parent[lower], lowest)
        parent = parent[parent]
    _, dense = np.unique(parent, return_inverse=True)
    return np.asarray(dense.reshape(-1)[labels])


def component_sizes(labels: Labels) -> tuple[Labels, Labels]:
    """Compute the height and width of each component's bounding box, by its number."""
    rows, columns = np.nonzero(labels)
    numbers = labels[rows, columns]
    return _extent(numbers, rows, int(labels.max())), _extent(numbers, columns, int(labels.max()))


def _touching_runs(labels: Labels) -> tuple[Labels, Labels]:
    """Find the numbers of runs in a row that touch runs in the next row."""
    padded = np.pad(labels, ((0, 0), (1, 1)))
    width = labels.shape[1]
    pairs = [
        np.stack([labels[:-1].ravel(), padded[1:, shift : shift + width].ravel()])
        for shift in (0, 1, 2)
    ]
    every = np.concatenate(pairs, axis=1)
    upper, lower = every[:, every.all(axis=0)]
    return upper, lower


def _extent(numbers: Labels, places: Labels, count: int) -> Labels:
    low = np.full(count + 1, np.iinfo(np.intp).max)
    high = np.full(count + 1, -1)
    np.minimum.at(low, numbers, places)
    np.maximum.at(high, numbers, places)
    return np.where(high < 0, 0, high - low + 1)
