"""MNIST's own digits, as people keep images: larger, inverted, on bigger paper, off its middle."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.datasets.dataset import Dataset, to_pixels
from core.hyperparameters import Hyperparameters
from core.ink.image import read_image
from core.network.mlp import MLP
from core.training.trainer import new_network, train

from .images import Pixels, save

COUNT = 200


@pytest.fixture(scope="module")
def network(mnist: Dataset) -> MLP:
    """Trained for a moment."""
    settings = Hyperparameters(epochs=2, learning_rate=0.005)
    network = new_network(settings)
    for _ in train(network, mnist, settings):
        pass
    return network.snapshot()


def predictions(network: MLP, images: Pixels) -> np.ndarray:
    return network.logits(to_pixels(images)).argmax(axis=1)


def enlarged(digit: Pixels, rng: np.random.Generator) -> Pixels:
    """Five times as large, dark on white, somewhere on a sheet of 300 × 260."""
    side = 28 * 5
    large = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
    sheet = np.full((300, 260), 255, np.uint8)
    top, left = rng.integers(0, 300 - side), rng.integers(0, 260 - side)
    sheet[top : top + side, left : left + side] = 255 - np.asarray(large)
    return sheet


def test_most_are_read_as_the_originals_are(network: MLP, mnist: Dataset, tmp_path: Path) -> None:
    originals = mnist.test.images[:COUNT]
    rng = np.random.default_rng(1)
    read = [
        read_image(save(enlarged(digit.reshape(28, 28), rng), tmp_path / "digit.png"))
        for digit in originals
    ]
    same = predictions(network, np.reshape(read, (COUNT, 784))) == predictions(network, originals)
    assert same.mean() > 0.9


def test_they_fall_on_nearly_the_pixels_of_the_originals(mnist: Dataset, tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    likeness = []
    for digit in mnist.test.images[:20].reshape(-1, 28, 28):
        read = read_image(save(enlarged(digit, rng), tmp_path / "digit.png"))
        likeness.append(np.corrcoef(read.ravel(), digit.ravel())[0, 1])
    assert np.median(likeness) > 0.85
