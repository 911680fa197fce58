"""MNIST's own digits, as people keep images: larger, inverted, on bigger paper, off its middle."""

from pathlib import Path

import numpy as np
from PIL import Image

from core.datasets.dataset import Dataset, to_pixels
from core.imaging.binarize import find_ink
from core.imaging.image import pixels_from_ink, read_image
from core.models.bundled_model import load_bundled
from core.nn.mlp import MLP

from .images import Pixels, save

LEAST_ALIKE = 0.002
"""Of all images: by so much the accuracy may differ."""


def accuracy(network: MLP, images: Pixels, mnist: Dataset) -> float:
    parts = [to_pixels(images[first : first + 500]) for first in range(0, len(images), 500)]
    answers = np.concatenate([network.logits(part).argmax(axis=1) for part in parts])
    return float(np.mean(answers == mnist.test.labels))


def enlarged(digit: Pixels, rng: np.random.Generator, times: int = 5) -> Pixels:
    """Dark on white or light on black, somewhere on a sheet of half as much more."""
    side = 28 * times
    large = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
    sheet = np.zeros((side * 3 // 2, side * 8 // 5), np.uint8)
    top, left = rng.integers(0, sheet.shape[0] - side), rng.integers(0, sheet.shape[1] - side)
    sheet[top : top + side, left : left + side] = np.asarray(large)
    return 255 - sheet if rng.random() < 0.5 else sheet


def test_all_are_read_as_well_as_the_originals(mnist: Dataset) -> None:
    """With the model that ships; without the way through a file, which 10,000 would make long."""
    shipped = load_bundled()
    assert shipped is not None
    originals = mnist.test.images
    rng = np.random.default_rng(1)
    read = np.empty_like(originals)
    for row, digit in zip(read, originals, strict=True):
        image = Image.fromarray(enlarged(digit.reshape(28, 28), rng, times=3)).convert("RGB")
        row[:] = pixels_from_ink(find_ink(np.asarray(image))).ravel()
    difference = accuracy(shipped.network, read, mnist) - accuracy(
        shipped.network, originals, mnist
    )
    assert abs(difference) <= LEAST_ALIKE


def test_files_ten_times_as_large_fall_on_nearly_the_pixels_of_the_originals(
    mnist: Dataset, tmp_path: Path
) -> None:
    rng = np.random.default_rng(2)
    likeness = []
    for digit in mnist.test.images[:20].reshape(-1, 28, 28):
        read = read_image(save(enlarged(digit, rng, times=10), tmp_path / "digit.png"))
        likeness.append(np.corrcoef(read.ravel(), digit.ravel())[0, 1])
        for indices in np.indices((28, 28)):
            assert 13.5 <= np.average(indices, weights=read) <= 14.5
    assert np.median(likeness) > 0.85
