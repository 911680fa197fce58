"""Splits, and bytes as floats."""

import numpy as np
import pytest

from core.datasets.dataset import Split, to_pixels

BYTES = np.arange(256, dtype=np.uint8)


def split_of(count: int) -> Split:
    return Split(np.full((count, 784), 7, np.uint8), np.arange(count))


def test_the_first_images_are_a_view() -> None:
    split = split_of(5)
    first = split.first(3)
    assert len(first) == 3
    assert first.labels.tolist() == [0, 1, 2]
    assert np.shares_memory(first.images, split.images)


def test_there_are_no_more_first_images_than_images() -> None:
    assert len(split_of(5).first(50_000)) == 5


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_bytes_become_floats_from_0_to_1(dtype: type[np.floating]) -> None:
    pixels = to_pixels(BYTES, dtype=dtype)
    assert pixels.dtype == dtype
    assert pixels[0] == 0
    assert pixels[255] == 1
    assert np.allclose(pixels, [value / 255 for value in range(256)], rtol=np.finfo(dtype).eps)


def test_floats_are_written_into_the_array_that_is_given() -> None:
    out = np.empty((2, 128))
    assert to_pixels(BYTES.reshape(2, 128), out=out) is out
    assert np.allclose(out.ravel() * 255, BYTES)
