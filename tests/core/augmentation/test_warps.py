"""Shift, rotation, scale and slant against a loop over pixels; elastic fields."""

import numpy as np
import pytest

from core.augmentation.augment import augment
from core.augmentation.augmentation_settings import AugmentationStrengths
from core.augmentation.warps import draw_warps
from tests.rounding import assert_within, rounding

from .reference_augmentation import Fixed, Matrix, distorted, rotation, scaling, slant, warped

SAME: Matrix = [[1, 0], [0, 1]]
# What is outside takes up to a thousandth of the last row.
CLOSE = 2e-3
PLACE = rounding(np.float32, 4, 30.0)
"""Of a place in an image with its border, in pixels."""


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (28, 28), np.uint8)


def drawn(
    strengths: AugmentationStrengths, count: int, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """By how many pixels each pixel's source is off, (count, 28, 28), down and to the right."""
    maps = draw_warps(strengths, count, np.random.default_rng(seed))
    down = maps.sources // 30 + maps.weights[:, 2:].sum(axis=1)
    right = maps.sources % 30 + maps.weights[:, 1::2].sum(axis=1)
    # The blank border is one pixel wide.
    pixels = np.arange(28) + 1
    rows, columns = down.reshape(-1, 28, 28), right.reshape(-1, 28, 28)
    return rows - pixels[:, None], columns - pixels


def test_without_strengths_images_are_as_they_are(image: np.ndarray) -> None:
    out = augment(image.reshape(1, -1), AugmentationStrengths(), np.random.default_rng(0))
    assert np.array_equal(out, image.reshape(1, -1) * np.float32(1 / 255))


def test_all_of_mnist_is_as_it_is_without_strengths(mnist: object) -> None:
    images = mnist.train.images[:3000]  # type: ignore[attr-defined]
    out = augment(images, AugmentationStrengths(), np.random.default_rng(0))
    assert np.array_equal(out, images * np.float32(1 / 255))


@pytest.mark.parametrize(("share", "sign"), [(0.0, -1), (0.75, 0.5), (1.0, 1)])
def test_a_shift_is_one_of_both_axes(image: np.ndarray, share: float, sign: float) -> None:
    found = distorted(image, AugmentationStrengths(shift=2.6), share)
    expected = warped(image, SAME, (sign * 2.6, sign * 2.6))
    assert np.allclose(found, expected, atol=CLOSE)


@pytest.mark.parametrize("degrees", [1.0, 17.0, 45.0])
def test_a_rotation_turns_about_the_middle_to_both_sides(image: np.ndarray, degrees: float) -> None:
    found = [distorted(image, AugmentationStrengths(rotation=degrees), share) for share in (0, 1)]
    expected = [warped(image, rotation(turn)) for turn in (-degrees, degrees)]
    if not np.allclose(found[0], expected[0], atol=CLOSE):
        # Which end of the range is clockwise does not matter.
        expected.reverse()
    assert np.allclose(found, expected, atol=CLOSE)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_scale_grows_and_shrinks_by_the_same_factor(image: np.ndarray, share: float) -> None:
    found = [distorted(image, AugmentationStrengths(scale=share), end) for end in (0, 1)]
    grown, shrunk = warped(image, scaling(1 / (1 + share))), warped(image, scaling(1 + share))
    assert np.allclose(found, [grown, shrunk], atol=CLOSE)


@pytest.mark.parametrize("share", [0.2, 1.0])
def test_a_slant_moves_rows_sideways(image: np.ndarray, share: float) -> None:
    found = [distorted(image, AugmentationStrengths(shear=share), end) for end in (0, 1)]
    expected = [warped(image, slant(side)) for side in (-share, share)]
    assert np.allclose(found, expected, atol=CLOSE)


def test_all_together_are_their_matrices_one_after_the_other(image: np.ndarray) -> None:
    strengths = AugmentationStrengths(shift=1.5, rotation=20.0, scale=0.2, shear=0.3)
    matrix = np.array(slant(0.3)) @ np.array(rotation(20.0)) @ np.array(scaling(1.2))
    expected = warped(image, matrix.tolist(), (1.5, 1.5))
    assert np.allclose(distorted(image, strengths, 1.0), expected, atol=CLOSE)


def test_width_and_height_are_scaled_each_on_its_own() -> None:
    rows, columns = drawn(AugmentationStrengths(scale=0.5), 300)
    heights, widths = (side[:, 19, 19] - side[:, 8, 8] for side in (rows, columns))
    assert abs(np.corrcoef(heights, widths)[0, 1]) < 0.2
    for grown in (heights, widths):
        factors = 1 + grown / 11
        assert factors.min() >= 1 / 1.5 - PLACE
        assert factors.max() <= 1.5 + PLACE
        # Enlarged as often as made smaller.
        assert np.mean(factors > 1) == pytest.approx(0.5, abs=0.15)


def test_shifts_are_spread_evenly_and_no_farther_than_allowed() -> None:
    for side in drawn(AugmentationStrengths(shift=3.0), 1000):
        middle = side[:, 14, 14]
        assert np.abs(middle).max() <= 3 + PLACE
        assert middle.mean() == pytest.approx(0, abs=0.3)
        assert middle.std() == pytest.approx(3 / np.sqrt(3), rel=0.1)


def test_a_shift_moves_the_ink_and_loses_none() -> None:
    point = np.zeros((28, 28), np.uint8)
    point[14, 10] = 255
    images = np.repeat(point.reshape(1, -1), 2048, axis=0)
    out = augment(images, AugmentationStrengths(shift=4.0), np.random.default_rng(0)).reshape(
        -1, 28, 28
    )
    # Its four neighbors share it, as far as their places are exact.
    assert_within(out.sum(axis=(1, 2)), 1, 4 * PLACE)
    for axis, start in ((2, 14), (1, 10)):
        centers = (out.sum(axis=axis) * np.arange(28)).sum(axis=1)
        assert np.abs(centers - start).max() <= 4 + 28 * PLACE
        assert np.abs(centers - start).max() > 3


def test_a_warp_is_linear_in_the_image() -> None:
    rng = np.random.default_rng(1)
    first, second = (rng.integers(0, 128, (200, 784), np.uint8) for _ in range(2))
    strengths = AugmentationStrengths(2.0, 30.0, 0.3, 0.4, elastic=2.0, erasing=0.4)
    parts = [augment(i, strengths, np.random.default_rng(5)) for i in (first, second)]
    both = augment(first + second, strengths, np.random.default_rng(5))
    # Places and shares are the same for all three.
    assert_within(both, parts[0] + parts[1], rounding(np.float32, 8, 1.0))


@pytest.mark.parametrize("deviation", [0.5, 2.0])
def test_an_elastic_field_has_its_deviation_everywhere(deviation: float) -> None:
    for side in drawn(AugmentationStrengths(elastic=deviation), 1500):
        inner = side[:, 9:19, 9:19]
        assert inner.std() == pytest.approx(deviation, rel=0.1)
        assert np.allclose(inner.std(axis=0), deviation, rtol=0.15)
        assert np.abs(inner.mean(axis=0)).max() < deviation * 5 / np.sqrt(1500)


def test_an_elastic_field_is_smooth() -> None:
    """White noise under a Gaussian of σ = 4 correlates as exp(−d²/4σ²)."""
    rows, columns = drawn(AugmentationStrengths(elastic=1.0), 1500)
    for distance in (1, 4, 8):
        ends = rows[:, 14, 10], rows[:, 14, 10 + distance]
        expected = np.exp(-(distance**2) / (4 * 4.0**2))
        assert np.corrcoef(*ends)[0, 1] == pytest.approx(expected, abs=0.08)
    assert abs(np.corrcoef(rows[:, 14, 14], columns[:, 14, 14])[0, 1]) < 0.1


def test_what_moves_out_of_the_image_is_gone_and_paper_comes_in(image: np.ndarray) -> None:
    moved = augment(
        np.full((1, 784), 255, np.uint8),
        AugmentationStrengths(shift=6.0),
        Fixed(1.0),  # type: ignore[arg-type]
    ).reshape(28, 28)
    assert np.allclose(moved[:22, :22], 1)
    assert np.abs(moved[22:]).max() <= CLOSE
    assert np.abs(moved[:, 22:]).max() <= CLOSE
