"""Image files become what the network reads, or a sentence that names the file."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.imaging.image import read_image

from .images import Pixels, save


@pytest.fixture
def ink() -> Pixels:
    """A seven of full ink on a field of 120 × 90, far from its middle."""
    field = np.zeros((120, 90), np.uint8)
    field[10:18, 5:45] = 255
    for row in range(18, 74):
        field[row, 38 - row // 3 : 46 - row // 3] = 255
    return field


@pytest.fixture
def expected(ink: Pixels, tmp_path: Path) -> Pixels:
    return read_image(save(ink, tmp_path / "light.png"))


def test_a_digit_fills_20_pixels_about_its_center_of_mass(expected: Pixels) -> None:
    assert (expected.shape, expected.dtype) == ((28, 28), np.uint8)
    rows, columns = np.nonzero(expected)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    for indices in np.indices((28, 28)):
        assert 13.5 <= np.average(indices, weights=expected) <= 14.5


def test_dark_ink_on_light_paper_reads_the_same(
    ink: Pixels, expected: Pixels, tmp_path: Path
) -> None:
    dark = read_image(save(255 - ink, tmp_path / "dark.png"))
    np.testing.assert_array_equal(dark, expected)


@pytest.mark.parametrize("mode", ["1", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_reads_the_same(
    ink: Pixels, expected: Pixels, tmp_path: Path, mode: str
) -> None:
    deep = Image.fromarray(ink.astype(np.uint16) * 257)
    image = deep if mode == "I;16" else Image.fromarray(ink).convert(mode)
    np.testing.assert_array_equal(read_image(save(image, tmp_path / "x.png")), expected)


def test_ink_on_transparent_paper_reads_the_same(
    ink: Pixels, expected: Pixels, tmp_path: Path
) -> None:
    black = Image.new("L", (90, 120), 0)
    image = Image.merge("LA", (black, Image.fromarray(ink)))
    np.testing.assert_array_equal(read_image(save(image, tmp_path / "x.png")), expected)


def test_a_transparent_palette_reads_the_same(
    ink: Pixels, expected: Pixels, tmp_path: Path
) -> None:
    image = Image.new("P", (90, 120))
    image.putpalette([255, 0, 0, 0, 0, 0])
    image.putdata((ink // 255).ravel().tolist())
    read = read_image(save(image, tmp_path / "x.png", transparency=0))
    np.testing.assert_array_equal(read, expected)


@pytest.mark.parametrize("suffix", ["bmp", "gif", "tif", "pgm", "webp"])
def test_other_formats_read_the_same(
    ink: Pixels, expected: Pixels, tmp_path: Path, suffix: str
) -> None:
    options = {"lossless": True} if suffix == "webp" else {}
    read = read_image(save(ink, tmp_path / f"x.{suffix}", **options))
    np.testing.assert_array_equal(read, expected)


def test_a_photograph_is_turned_as_it_says(ink: Pixels, expected: Pixels, tmp_path: Path) -> None:
    lying = Image.fromarray(ink).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise to show
    read = read_image(save(lying, tmp_path / "x.png", exif=exif))
    np.testing.assert_array_equal(read, expected)


def test_of_an_animation_the_first_frame_is_read(
    ink: Pixels, expected: Pixels, tmp_path: Path
) -> None:
    later = [Image.fromarray(np.roll(ink, 20 * step, axis=1)) for step in (1, 2)]
    path = save(ink, tmp_path / "x.gif", save_all=True, append_images=later, duration=10)
    with Image.open(path) as image:
        assert image.n_frames == 3
    np.testing.assert_array_equal(read_image(path), expected)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_28_by_28_pixels_are_taken_as_they_stand(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (28, 28), np.uint8)
    pixels[[0, -1]] = pixels[:, [0, -1]] = 0
    path = tmp_path_factory.getbasetemp() / "as_it_stands.png"
    np.testing.assert_array_equal(read_image(save(pixels, path)), pixels)
    np.testing.assert_array_equal(read_image(save(255 - pixels, path)), pixels)


def test_a_thin_line_is_made_as_wide_as_those_of_mnist(tmp_path: Path) -> None:
    paper = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(paper).line([(100, 60), (300, 60), (180, 340)], fill=0, width=3)
    read = read_image(save(paper, tmp_path / "x.png"))
    rows, columns = np.nonzero(read > 100)
    assert 18 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 20
    middle = read[14].astype(float).sum() / 255
    assert 1.8 < middle < 3.0


@pytest.mark.parametrize("size", [(1, 300), (300, 1), (2, 2), (9000, 3)])
def test_the_oddest_shapes_are_read(tmp_path: Path, size: tuple[int, int]) -> None:
    image = Image.new("L", size, 255)
    image.putpixel((size[0] // 2, size[1] // 2), 0)
    read = read_image(save(image, tmp_path / "x.png"))
    assert read.shape == (28, 28)
    assert read.any()


def test_damaged_exif_data_keeps_no_pixels_from_being_read(
    ink: Pixels, expected: Pixels, tmp_path: Path
) -> None:
    path = save(ink, tmp_path / "x.png", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x09")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        np.testing.assert_array_equal(read_image(path), expected)
    assert said == []
