"""Strokes become 28 × 28 pixels as MNIST's were made."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.drawing.strokes import Drawing, drawing_from_points
from core.rasterization.render import render

from ..drawing.strategies import drawings

SEVEN = drawing_from_points([[(60, 60), (200, 62), (120, 260)], [(90, 160), (190, 158)]])


def center_of_mass(pixels: npt.NDArray[np.uint8]) -> tuple[float, float]:
    """(x, y), in pixel indices."""
    rows, columns = np.indices(pixels.shape)
    return float(np.average(columns, weights=pixels)), float(np.average(rows, weights=pixels))


def sides(pixels: npt.NDArray[np.uint8]) -> tuple[float, float]:
    """Width and height from the first ink to the last; an edge half covered counts half."""
    return extent(pixels.max(axis=0) / 255), extent(pixels.max(axis=1) / 255)


def extent(profile: npt.NDArray[np.float64]) -> float:
    first, *_, last = np.flatnonzero(profile)
    return float(last - first - 1 + profile[first] + profile[last])


def moved(drawing: Drawing, scale: float, shift: tuple[float, float]) -> Drawing:
    return drawing_from_points([stroke.points * scale + shift for stroke in drawing.strokes])


@given(drawing=drawings)
def test_every_drawing_is_28_by_28_bytes_with_ink(drawing: Drawing) -> None:
    pixels = render(drawing)
    assert (pixels.shape, pixels.dtype) == ((28, 28), np.uint8)
    assert pixels.max() >= 200


def test_an_empty_drawing_is_blank() -> None:
    assert not render(Drawing()).any()


@pytest.mark.parametrize("points", [[(40, 70)], [(40, 70)] * 5, [(0, 0), (1e-310, 0)]])
def test_a_dot_is_ink_in_the_middle(points: list[tuple[int, int]]) -> None:
    pixels = render(drawing_from_points([points]))
    assert pixels[14, 14] == 255
    assert center_of_mass(pixels) == pytest.approx((14, 14), abs=0.05)
    assert sides(pixels) == pytest.approx((2.5, 2.5), abs=0.6)


@given(drawing=drawings)
def test_the_center_of_mass_is_in_the_center_where_the_field_has_room(drawing: Drawing) -> None:
    pixels = render(drawing)
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    assume(not edge.any())
    assert center_of_mass(pixels) == pytest.approx((14, 14), abs=0.3)


@given(drawing=drawings)
@example(SEVEN)
@example(drawing_from_points([[(0, 0), (0, 1)], [(2, 0)]]))
def test_the_longest_side_is_20_pixels_however_lopsided_the_drawing(drawing: Drawing) -> None:
    every = np.concatenate([stroke.points for stroke in drawing.strokes])
    assume(np.ptp(every, axis=0).max() > 0.1)
    assert max(sides(render(drawing))) == pytest.approx(20, abs=1.5)


@given(
    drawing=drawings,
    scale=st.floats(0.2, 20),
    shift=st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000)),
)
def test_place_and_size_on_the_pad_do_not_matter(
    drawing: Drawing, scale: float, shift: tuple[float, float]
) -> None:
    every = np.concatenate([stroke.points for stroke in drawing.strokes])
    assume(np.ptp(every, axis=0).max() > 1)
    difference = render(moved(drawing, scale, shift)).astype(int) - render(drawing)
    assert np.abs(difference).max() <= 2


@given(drawing=drawings)
def test_the_order_and_the_direction_of_strokes_do_not_matter(drawing: Drawing) -> None:
    backwards = drawing_from_points([stroke.points[::-1] for stroke in reversed(drawing.strokes)])
    # Points that add nothing are left out from the first on: not the same ones backwards.
    difference = render(backwards).astype(int) - render(drawing)
    assert np.abs(difference).max() <= 64


def test_a_line_looks_as_pillow_draws_it() -> None:
    """The same strokes as polygons with 16 × 16 samples a pixel, in a field of their own."""
    big = Image.new("L", (28 * 16, 28 * 16))
    # A cross of two lines, its ink 20 pixels wide and high about pixel index 14.
    middle, half, pen = 14.5 * 16, 10 * 16, 1.25 * 16
    draw = ImageDraw.Draw(big)
    reach = half - pen
    ends = [(middle - reach, middle), (middle + reach, middle)]
    for (x, y), (to_x, to_y) in (ends, [(y, x) for x, y in ends]):
        draw.line((x, y, to_x, to_y), fill=255, width=40)
        for end_x, end_y in ((x, y), (to_x, to_y)):
            draw.ellipse((end_x - pen, end_y - pen, end_x + pen, end_y + pen), fill=255)
    expected = np.asarray(big.resize((28, 28), Image.Resampling.BOX)).astype(int)
    pixels = render(drawing_from_points([[(0, 5), (10, 5)], [(5, 0), (5, 10)]]))
    assert np.abs(pixels - expected).max() <= 64
    assert abs(pixels.sum() - expected.sum()) < 0.05 * expected.sum()


def test_a_drawing_of_5000_points_is_rendered_as_its_outline() -> None:
    angles = np.linspace(0, 2 * np.pi, 5000)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    fine, coarse = (
        render(drawing_from_points([circle])),
        render(drawing_from_points([circle[::50]])),
    )
    assert np.abs(fine.astype(int) - coarse).max() < 32
    assert fine[14, 14] == 0


@settings(max_examples=20)
@given(count=st.integers(2, 60))
def test_points_along_a_line_add_nothing(count: int) -> None:
    many = np.linspace((10, 20), (210, 120), count)
    difference = render(drawing_from_points([many])).astype(int) - render(
        drawing_from_points([many[[0, -1]]])
    )
    assert np.abs(difference).max() <= 2
