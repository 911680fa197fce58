"""Pixels that hang together are found as a flood finds them."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imaging.binarize import morphological_closing
from core.imaging.connected_components import component_sizes, connected_components


def flooded(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    labels = np.zeros(mask.shape, np.int64)
    for seed in np.argwhere(mask):
        if labels[tuple(seed)]:
            continue
        number, todo = labels.max() + 1, [tuple(seed)]
        while todo:
            row, column = todo.pop()
            inside = 0 <= row < mask.shape[0] and 0 <= column < mask.shape[1]
            if inside and mask[row, column] and not labels[row, column]:
                labels[row, column] = number
                todo += [(row + y, column + x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    return labels


@given(seed=st.integers(0, 2**32 - 1), density=st.floats(0, 1))
def test_components_are_those_of_a_flood(seed: int, density: float) -> None:
    rng = np.random.default_rng(seed)
    mask = rng.random(tuple(rng.integers(1, 25, 2))) < density
    found, expected = connected_components(mask), flooded(mask)
    assert found.max() == expected.max()
    pairs = np.unique(np.stack([found.ravel(), expected.ravel()]), axis=1)
    assert pairs.shape[1] == len(np.unique(expected))


def test_a_spiral_is_one_component_with_its_box() -> None:
    mask = np.zeros((41, 61), bool)
    for ring in range(0, 20, 2):
        mask[ring : 41 - ring, [ring, 60 - ring]] = mask[[ring, 40 - ring], ring : 61 - ring] = True
        mask[ring + 1, ring] = False
        mask[ring + 2, ring + 1 : ring + 3] = True
    labels = connected_components(mask)
    heights, widths = component_sizes(labels)
    assert (heights.max(), widths.max()) == (41, 61)
    assert (labels > 0).tolist() == mask.tolist()


@pytest.mark.parametrize("side", [1, 2, 5, 12])
def test_closing_takes_what_is_narrow_and_leaves_an_edge_where_it_is(side: int) -> None:
    gray = np.full((40, 50), 200, np.uint8)
    gray[:, 30:] = 80
    paper = morphological_closing(gray, side)
    assert np.array_equal(paper[:, :30], gray[:, :30])
    assert np.array_equal(paper[:, 30:], gray[:, 30:])
    gray[10:12, 5:25] = 0
    if side > 4:
        np.testing.assert_array_equal(morphological_closing(gray, side), paper)
