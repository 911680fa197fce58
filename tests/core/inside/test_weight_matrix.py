"""A matrix as a small picture."""

import numpy as np
import pytest

from core.inside.weight_matrix import reduced_matrix


@pytest.mark.parametrize("shape", [(7, 5), (12, 30), (6, 4), (1, 1), (13, 3)])
def test_each_block_becomes_its_largest_element(shape: tuple[int, int]) -> None:
    matrix = np.random.default_rng(1).normal(size=shape)
    found = reduced_matrix(matrix, 6, 4)
    assert found.shape[0] <= 6
    assert found.shape[1] <= 4
    high, wide = -(-shape[0] // 6), -(-shape[1] // 4)
    for row in range(found.shape[0]):
        for column in range(found.shape[1]):
            block = matrix[row * high : (row + 1) * high, column * wide : (column + 1) * wide]
            assert found[row, column] == max(block.ravel(), key=abs)
    assert found.shape == (-(-shape[0] // high), -(-shape[1] // wide))


def test_a_matrix_with_room_stays_as_it_is() -> None:
    matrix = np.arange(12.0).reshape(3, 4)
    assert (reduced_matrix(matrix, 10, 10) == matrix).all()


def test_what_is_not_a_number_is_seen() -> None:
    matrix = np.ones((8, 8))
    matrix[3, 5] = np.nan
    found = reduced_matrix(matrix, 4, 4)
    assert np.isnan(found[1, 2])
    assert np.isnan(found).sum() == 1
