"""Batches of any size: who shares a distortion, the same again, and numbers in their range."""

from dataclasses import fields

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from core.augmentation.augment import augment
from core.augmentation.augmentation_settings import AugmentationStrengths
from core.datasets.dataset import Dataset
from core.hyperparameters.augmentation import AugmentationSettings
from core.hyperparameters.fields import Real
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.synthesis.synthetic_images import ReplacementShares
from tests.rounding import rounding

ALL = AugmentationStrengths(2.0, 15.0, 0.15, 0.2, 1.2, 0.4, 0.1, 0.3)
COUNTS = pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 100, 128, 2048])
NAMES = [field.name for field in fields(AugmentationStrengths)]


def limits(name: str) -> Real:
    field = FIELDS[name]
    assert isinstance(field, Real)
    return field


STRENGTHS = st.builds(
    AugmentationStrengths,
    **{name: st.just(0.0) | st.floats(0, limits(name).maximum) for name in NAMES},
)


def test_every_strength_is_a_hyperparameter() -> None:
    assert [field.name for field in fields(AugmentationSettings)] == [
        *NAMES,
        *ReplacementShares._fields,
        "fade_epochs",
    ]
    values = {name: limits(name).maximum / (number + 2) for number, name in enumerate(NAMES)}
    assert AugmentationStrengths.of(Hyperparameters(**values)) == AugmentationStrengths(**values)


@COUNTS
def test_any_number_of_images_is_distorted(mnist: Dataset, count: int) -> None:
    images = mnist.train.images[:count]
    out = augment(images, ALL, np.random.default_rng(4))
    assert out.shape == images.shape
    assert out.dtype == np.float32
    assert (np.abs(out - images / 255).max(axis=1) > 0.1).all()


@COUNTS
@pytest.mark.parametrize("name", [name for name in NAMES if name != "noise"])
def test_neighbors_are_distorted_otherwise(mnist: Dataset, count: int, name: str) -> None:
    image = mnist.train.images[7:8]
    strengths = AugmentationStrengths(**{name: limits(name).maximum})
    out = augment(np.repeat(image, count, axis=0), strengths, np.random.default_rng(4))
    different = (out[1:] != out[:-1]).any(axis=1)
    # A rectangle may lie where there is no ink.
    assert different.mean() > 0.8 if count > 2 and name == "erasing" else different.all()
    shared = len(np.unique(out, axis=0))
    assert shared >= min(count, 32) * (0.7 if name == "erasing" else 1)


def test_those_who_share_a_distortion_do_so_by_their_place() -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (256, 784), np.uint8)
    images[1::2] = images[0]
    strengths = AugmentationStrengths(rotation=30.0)
    out = augment(images, strengths, np.random.default_rng(4), group=128)
    again = augment(np.repeat(images[:1], 256, axis=0), strengths, np.random.default_rng(4), 128)
    assert np.array_equal(out[1::2], again[1::2])


@COUNTS
def test_the_same_random_numbers_give_the_same_images(mnist: Dataset, count: int) -> None:
    images = mnist.train.images[:count]
    first, same, other = (augment(images, ALL, np.random.default_rng(seed)) for seed in (4, 4, 5))
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_the_images_given_are_left_alone(mnist: Dataset) -> None:
    images = mnist.train.images[:70].copy()
    kept = images.copy()
    augment(images, ALL, np.random.default_rng(4))
    assert np.array_equal(images, kept)


@given(strengths=STRENGTHS, count=st.integers(1, 70), seed=st.integers(0, 99))
@settings(max_examples=60)
def test_every_pixel_stays_between_paper_and_ink(
    strengths: AugmentationStrengths, count: int, seed: int
) -> None:
    images = np.random.default_rng(seed).integers(0, 256, (count, 784), np.uint8)
    out = augment(images, strengths, np.random.default_rng(seed))
    assert np.isfinite(out).all()
    assert out.min() >= 0
    assert out.max() <= 1 + rounding(np.float32, 8, 1.0)


def test_only_what_moves_pixels_is_a_warp() -> None:
    for name in NAMES:
        strengths = AugmentationStrengths(**{name: 0.1})
        assert strengths.any
        assert strengths.warps == (name not in {"thickness", "noise"})
    assert not AugmentationStrengths().any
