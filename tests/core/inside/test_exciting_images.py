"""The images that excite a unit most."""

import numpy as np
import pytest

from core.datasets.dataset import Split, to_pixels
from core.inside.cancellation import CanceledError
from core.inside.exciting_images import exciting_images
from core.nn.mlp import MLP

from .conftest import made


def test_they_have_the_largest_sums_of_all(sample: Split) -> None:
    network = made((784, 12, 9, 10), "tanh")
    pixels = to_pixels(sample.images, dtype=np.float64)
    hidden = np.tanh(pixels @ network.weights[0] + network.biases[0])
    sums = hidden @ network.weights[1] + network.biases[1]
    seen: list[tuple[int, int]] = []
    found = exciting_images(
        network, sample, 1, np.array([2, 7]), 6, progress=lambda *each: seen.append(each)
    )
    for unit, rows, values in zip((2, 7), found.rows, found.sums, strict=True):
        assert rows.tolist() == np.argsort(-sums[:, unit])[:6].tolist()
        assert values == pytest.approx(np.sort(sums[:, unit])[::-1][:6], abs=1e-12)
    assert seen == [(500, 700), (700, 700)]


def test_there_may_be_fewer_images_and_sums_that_are_no_numbers(
    sample: Split, diverged: MLP
) -> None:
    found = exciting_images(diverged, sample.first(3), 0, np.array([1]), 10)
    assert found.rows.tolist() == [[0, 1, 2]]
    assert np.isnan(found.sums).all()


def test_it_can_be_canceled(sample: Split, diverged: MLP) -> None:
    with pytest.raises(CanceledError):
        exciting_images(diverged, sample, 0, np.array([1]), cancel=lambda: True)
