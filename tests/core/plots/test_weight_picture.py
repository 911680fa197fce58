"""The picture of weights."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from core.inside.unit_weights import weight_images
from core.nn.mlp import MLP
from core.plots.weight_picture import diverging_colors, weight_picture
from tests.core.inside.conftest import made


def _picture(network: MLP, layer: int = 0) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(weight_picture(weight_images(network, layer)))))


def test_negative_values_are_orange_and_positive_ones_blue() -> None:
    values = np.array([-2.0, 0.0, 2.0, 1.0, np.inf, np.nan])
    low, zero, high, half, infinite, undefined = diverging_colors(values, 2.0).tolist()
    assert low == [0xC2, 0x52, 0x00]
    assert zero == [255, 255, 255]
    assert high == infinite == [0x00, 0x72, 0xB2]
    assert half == pytest.approx([(255 + each) / 2 for each in high], abs=0.5)
    assert undefined == [0x5C, 0x63, 0x6B]


def test_tiles_are_the_weights_in_rows() -> None:
    network = made((784, 5, 10))
    picture = _picture(network)
    scale = float(np.abs(network.weights[0]).max())
    for unit, (row, column) in enumerate([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]):
        expected = diverging_colors(network.weights[0][:, unit].reshape(28, 28), scale)
        top, left = 24 + row * 88, 24 + column * 88
        tile = picture[top : top + 84 : 3, left : left + 84 : 3]
        assert (tile == expected).all()


def test_a_diverged_network_has_gray_tiles() -> None:
    network = made((784, 5, 4, 10), "relu")
    network.parameters[...] = np.nan
    picture = _picture(network, 1)
    assert (picture[24:108, 24:108] == [0x5C, 0x63, 0x6B]).all()
