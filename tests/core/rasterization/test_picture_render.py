"""A picture on the pad is read as an image is, with the strokes over it."""

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.drawing.picture import Box, Picture
from core.drawing.strokes import Drawing, drawing_from_points
from core.imaging.image import pixels_from_ink
from core.rasterization.render import place, render

from ..imaging.images import Pixels


def bar(width: int = 300, height: int = 200) -> Pixels:
    """An upright line of ink."""
    ink = np.zeros((height, width), np.uint8)
    ink[20:180, 140:160] = 255
    return ink


PICTURE = Picture(bar(), Box(10, 20, 3, 2))
"""The line's ends are at (11.5, 20.2) and (11.5, 21.8)."""


def test_a_picture_alone_is_read_as_the_image_is() -> None:
    np.testing.assert_array_equal(render(Drawing(picture=PICTURE)), pixels_from_ink(bar()))


def test_28_by_28_pixels_are_taken_as_they_stand(mnist: Dataset) -> None:
    image = mnist.test.images[3].reshape(28, 28).copy()
    drawing = Drawing(picture=Picture(image, Box(0, 0, 1, 1)))
    np.testing.assert_array_equal(render(drawing), image)
    scale, offset = place(drawing)
    np.testing.assert_allclose(scale * np.array([0.5, 0.25]) + offset, [13.5, 6.5])


@pytest.mark.parametrize("strokes", [[], [[(11.5, 21), (12.4, 21)]], [[(15, 21)]]])
def test_the_places_of_the_drawing_are_known(strokes: list[list[tuple[float, float]]]) -> None:
    drawing = Drawing(drawing_from_points(strokes).strokes, PICTURE)
    pixels, (scale, offset) = render(drawing), place(drawing)
    for point in [(11.5, 20.4), (11.5, 21.6), *(end for line in strokes for end in line)]:
        x, y = np.rint(scale * np.array(point) + offset).astype(int)
        assert pixels[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2].max() > 100


def test_strokes_make_of_a_line_the_digit_that_strokes_alone_are() -> None:
    """A one with a bar through it, and the same in strokes."""
    crossed = Drawing(drawing_from_points([[(11.0, 21), (12.0, 21)]]).strokes, PICTURE)
    drawn = drawing_from_points([[(11.5, 20.3), (11.5, 21.7)], [(11.0, 21), (12.0, 21)]])
    likeness = np.corrcoef(render(crossed).ravel(), render(drawn).ravel())[0, 1]
    assert likeness > 0.95


def test_erasing_changes_what_is_read() -> None:
    drawing = Drawing(picture=PICTURE)
    erased = drawing.erased((11.5, 20.5), 0.4)
    assert erased.picture is not None
    assert not np.array_equal(render(erased), render(drawing))
    with np.testing.assert_raises(AssertionError):
        np.testing.assert_array_equal(erased.picture.ink, PICTURE.ink)


@pytest.mark.parametrize("scale", [0.01, 100])
def test_size_and_place_do_not_matter(scale: float) -> None:
    line = np.array([(11.0, 20.9), (12.13, 21.0)])
    drawing = Drawing(drawing_from_points([line]).strokes, PICTURE)
    box = Box(*(scale * np.array(PICTURE.box)))
    other = Drawing(drawing_from_points([scale * line]).strokes, Picture(PICTURE.ink, box))
    assert np.abs(render(drawing).astype(int) - render(other)).max() <= 60
