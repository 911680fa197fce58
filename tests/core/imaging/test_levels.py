"""Images of more than 256 levels of gray, and every other mode that a file may have."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from core.foundation.errors import DataError
from core.imaging.image import read_image
from core.imaging.image_file import read_rgb

from .images import Pixels, save


@pytest.fixture
def seven() -> Pixels:
    """Dark on light, 60 × 50."""
    gray = np.full((60, 50), 230, np.uint8)
    gray[10:16, 10:40] = 20
    for step in range(36):
        left = 36 - step // 2
        gray[14 + step, left : left + 5] = 20
    return gray


def like_8_bits(pixels: Pixels, image: Image.Image, path: Path) -> bool:
    """Whether the network sees of an image what it sees of 8 bits."""
    seen = read_image(save(image, path)).astype(int)
    expected = read_image(save(pixels, path.with_name("8.png"))).astype(int)
    return bool(np.abs(seen - expected).max() <= 2)


@pytest.mark.parametrize("suffix", [".png", ".tiff", ".pgm"])
@pytest.mark.parametrize(("dark", "light"), [(9_000, 40_000), (40_000, 9_000), (0, 65_535)])
def test_16_bits_keep_their_levels(
    tmp_path: Path, seven: Pixels, suffix: str, dark: int, light: int
) -> None:
    values = np.where(seven < 100, dark, light).astype(np.uint16)
    gray = np.rint(values / 257).astype(np.uint8)
    assert like_8_bits(gray, Image.fromarray(values), tmp_path / f"16{suffix}")


@pytest.mark.parametrize(
    ("kind", "scale"),
    [
        (np.uint16, 1),  # 8 bits in 16
        (np.uint16, 16),  # 12 bits
        (np.int32, 1),
        (np.int32, 257),
        (np.float32, 1),
        (np.float32, 1 / 255),
        (np.float32, 257),
    ],
)
def test_a_tiff_may_hold_any_range(
    tmp_path: Path, seven: Pixels, kind: npt.DTypeLike, scale: float
) -> None:
    values = (seven.astype(np.float64) * scale).astype(kind)
    assert like_8_bits(seven, Image.fromarray(values), tmp_path / "x.tiff")


@pytest.mark.parametrize("low", [-1e38, -5.0, 1e6])
def test_values_beyond_the_usual_go_from_the_lowest_to_the_highest(
    tmp_path: Path, seven: Pixels, low: float
) -> None:
    values = (low + (seven / 255) * (3e38 if low < -1e30 else 1e6)).astype(np.float32)
    expected = np.where(seven < 100, 0, 255).astype(np.uint8)
    assert like_8_bits(expected, Image.fromarray(values), tmp_path / "x.tiff")


def test_what_is_no_number_is_black(tmp_path: Path, seven: Pixels) -> None:
    values = (seven / 255).astype(np.float32)
    values[seven < 100] = np.nan
    values[12, 12] = -np.inf
    expected = np.where(seven < 100, 0, seven).astype(np.uint8)
    assert like_8_bits(expected, Image.fromarray(values), tmp_path / "x.tiff")


def test_nothing_but_what_is_no_number_is_paper(tmp_path: Path) -> None:
    path = save(Image.fromarray(np.full((40, 40), np.nan, np.float32)), tmp_path / "x.tiff")
    with pytest.raises(DataError, match="only paper"):
        read_image(path)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"])
def test_every_mode_is_read(tmp_path: Path, seven: Pixels, mode: str) -> None:
    black = np.where(seven < 100, 0, 255).astype(np.uint8)
    image = Image.fromarray(black)
    image = image.convert("RGB").convert(mode) if mode in ("YCbCr", "LAB") else image.convert(mode)
    assert like_8_bits(black, image, tmp_path / "x.tiff")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_large_image_is_turned_as_the_camera_says(tmp_path: Path, orientation: int) -> None:
    pixels = np.full((3300, 3250, 3), 255, np.uint8)
    pixels[:400, :900] = (200, 30, 30)
    exif = Image.Exif()
    exif[0x0112] = orientation
    rgb = read_rgb(save(Image.fromarray(pixels), tmp_path / "x.png", exif=exif, compress_level=1))
    turned = orientation > 4
    assert rgb.shape == ((1625, 1650, 3) if turned else (1650, 1625, 3))
    rows, columns = np.nonzero(rgb[..., 1] < 128)
    upper = orientation in (1, 2, 5, 6)
    left = orientation in (1, 4, 5, 8)
    assert (rows.min() == 0) == upper
    assert (columns.min() == 0) == left
    assert np.ptp(rows) + 1 == (450 if turned else 200)
