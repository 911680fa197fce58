"""Thickness, noise, erasing: what changes besides places."""

import numpy as np
import pytest

from core.augmentation.augment import augment
from core.augmentation.augmentation_settings import AugmentationStrengths
from core.datasets.dataset import Dataset
from tests.rounding import rounding

from .reference_augmentation import distorted, extreme_of_neighbors

CLOSE = rounding(np.float32, 4, 1.0)
SHARES = pytest.mark.parametrize("strength", [0.3, 1.0])


@pytest.fixture
def digit(mnist: Dataset) -> np.ndarray:
    return mnist.train.images[7].reshape(28, 28)


@SHARES
def test_thickening_goes_its_share_of_the_way_to_the_darkest_neighbor(
    digit: np.ndarray, strength: float
) -> None:
    full = extreme_of_neighbors(digit, max)
    expected = digit / 255 + strength * (full - digit / 255)
    assert np.allclose(
        distorted(digit, AugmentationStrengths(thickness=strength), 1.0), expected, atol=CLOSE
    )


@SHARES
def test_thinning_goes_its_share_of_the_way_to_the_lightest_neighbor(
    digit: np.ndarray, strength: float
) -> None:
    full = extreme_of_neighbors(digit, min)
    expected = digit / 255 + strength * (full - digit / 255)
    assert np.allclose(
        distorted(digit, AugmentationStrengths(thickness=strength), 0.0), expected, atol=CLOSE
    )


def test_strokes_become_thicker_as_often_as_thinner(mnist: Dataset) -> None:
    images = np.repeat(mnist.train.images[:1], 2048, axis=0)
    out = augment(images, AugmentationStrengths(thickness=1.0), np.random.default_rng(2))
    change = out.sum(axis=1) / (images[0].sum() / 255)
    assert change.min() < 0.7
    assert change.max() > 1.4
    assert 0.2 < np.mean(change > 1) < 0.8


def test_noise_has_its_deviation_and_no_mean() -> None:
    gray = np.full((2048, 784), 128, np.uint8)
    out = augment(gray, AugmentationStrengths(noise=0.05), np.random.default_rng(2)) - 128 / 255
    assert out.std() == pytest.approx(0.05, rel=0.03)
    assert out.mean() == pytest.approx(0, abs=0.001)
    assert np.allclose(out.std(axis=1), 0.05, rtol=0.2)
    assert (out[1:] != out[:-1]).any(axis=1).mean() > 0.99


def test_noise_leaves_no_pixel_below_paper_or_above_ink(mnist: Dataset) -> None:
    out = augment(
        mnist.train.images[:500], AugmentationStrengths(noise=0.5), np.random.default_rng(2)
    )
    assert out.min() == 0
    assert out.max() == 1


@pytest.mark.parametrize("erasing", [0.1, 0.5, 0.8])
def test_erasing_takes_one_rectangle_and_leaves_the_rest(erasing: float) -> None:
    full = np.full((2048, 784), 255, np.uint8)
    out = augment(full, AugmentationStrengths(erasing=erasing), np.random.default_rng(2), group=4)
    sides = []
    for image in out.reshape(-1, 28, 28):
        rows, columns = ((image == 0).any(axis=axis).nonzero()[0] for axis in (1, 0))
        assert np.allclose(image[image != 0], 1)
        if len(rows):
            inside = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            assert not inside.any()
            assert (image == 0).sum() == inside.size
            sides += inside.shape
    assert max(sides) <= np.ceil(erasing * 28)
    assert max(sides) > erasing * 28 * 0.8
