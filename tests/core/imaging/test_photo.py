"""Of a photograph of paper the pen's ink is left, and nothing of light, paper and ruling."""

import numpy as np
import pytest
from PIL import Image

from core.datasets.dataset import Dataset
from core.foundation.errors import DataError
from core.imaging.binarize import find_ink
from core.imaging.image import picture_from_rgb, pixels_from_ink

from .images import Pixels
from .photos import EFFECTS, HEIGHT, WIDTH, gradient, lines, photograph, shadow, sheet


def likeness(a: Pixels, b: Pixels) -> float:
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


@pytest.mark.parametrize("effect", EFFECTS)
def test_the_ink_is_found(mnist: Dataset, effect: str) -> None:
    rng = np.random.default_rng(5)
    for digit in mnist.test.images[:4].reshape(-1, 28, 28):
        ink = sheet(digit, rng)
        found = find_ink(EFFECTS[effect](ink, rng))
        assert likeness(found, ink) > 0.85
        assert not found[ink < 0.01].any() or np.mean(found[ink < 0.01] > 127) < 0.002
        assert likeness(pixels_from_ink(found), digit) > 0.8


@pytest.mark.parametrize("enlarged", [3, 13])
def test_small_and_large_writing_is_found(mnist: Dataset, enlarged: int) -> None:
    rng = np.random.default_rng(6)
    for digit in mnist.test.images[:3].reshape(-1, 28, 28):
        photo = photograph(sheet(digit, rng, enlarged), rng, light=shadow(rng))
        assert likeness(pixels_from_ink(find_ink(photo)), digit) > 0.8


def test_all_digits_of_a_number_are_kept(mnist: Dataset) -> None:
    rng = np.random.default_rng(7)
    seven, two = mnist.test.images[:2].reshape(-1, 28, 28)
    digits = np.hstack([np.kron(digit, np.ones((6, 6))) for digit in (seven, two)]) / 255
    ink = np.zeros((HEIGHT, WIDTH))
    ink[100:268, 60:396] = digits
    assert likeness(find_ink(photograph(ink, rng, light=gradient())), ink) > 0.85


def test_specks_are_no_ink(mnist: Dataset) -> None:
    rng = np.random.default_rng(8)
    ink = sheet(mnist.test.images[0].reshape(28, 28), rng)
    dirty = ink.copy()
    dirty[5:8, 5:8] = dirty[390:393, 470:474] = 1
    assert likeness(find_ink(photograph(dirty, rng)), ink) > 0.85


@pytest.mark.parametrize("light", [1.0, gradient(), shadow(np.random.default_rng(1))])
def test_blank_paper_holds_no_ink(light: np.ndarray) -> None:
    rng = np.random.default_rng(9)
    blank = np.zeros((HEIGHT, WIDTH))
    with pytest.raises(DataError, match="no digit"):
        find_ink(photograph(blank, rng, light=light))


def test_ruling_alone_is_no_ink() -> None:
    rng = np.random.default_rng(10)
    ruled = photograph(np.zeros((HEIGHT, WIDTH)), rng, ruling=lines(squared=True))
    with pytest.raises(DataError, match="no digit"):
        find_ink(ruled)


def test_noise_is_read_or_refused() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    try:
        assert find_ink(noise).shape == (90, 120)
    except DataError as error:
        assert "no digit" in str(error)  # noqa: PT017


def test_a_picture_is_cut_to_its_ink_and_as_large_as_the_pad(mnist: Dataset) -> None:
    rng = np.random.default_rng(11)
    ink = sheet(mnist.test.images[0].reshape(28, 28), rng)
    picture = picture_from_rgb(EFFECTS["light from a corner"](ink, rng))
    rows, columns = np.nonzero(picture.ink > 40)
    height, width = picture.ink.shape
    assert 0.75 < max(np.ptp(rows) / height, np.ptp(columns) / width) < 0.95
    assert max(picture.box.width, picture.box.height) == pytest.approx(1)
    assert picture.box.width / picture.box.height == pytest.approx(width / height)


def test_a_huge_photograph_is_a_picture_that_can_be_painted_quickly() -> None:
    large = np.zeros((1500, 2000, 3), np.uint8)
    large[200:1400, 900:1000] = 255
    assert max(picture_from_rgb(large).ink.shape) == 400


def test_a_page_on_a_dark_desk_is_paper_too(mnist: Dataset) -> None:
    """A page that does not fill the photograph: the desk about it is dark."""
    rng = np.random.default_rng(12)
    ink = sheet(mnist.test.images[0].reshape(28, 28), rng)
    page = Image.fromarray(photograph(ink, rng)).resize((360, 300))
    desk = photograph(np.zeros((HEIGHT, WIDTH)), rng, paper=[70, 50, 40]).copy()
    desk[50:350, 60:420] = np.asarray(page)
    found = find_ink(desk)
    expected = np.zeros((400, 480))
    expected[50:350, 60:420] = np.asarray(Image.fromarray(ink).resize((360, 300)))
    assert likeness(found, expected) > 0.8
