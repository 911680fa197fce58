"""A drawing leaves as PNG, SVG or stroke file, and is the same digit there."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from PIL import Image

from core.errors import DataError
from core.ink.bounds import on_pad, view_of
from core.ink.export import save_drawing
from core.ink.image import read_image
from core.ink.picture import Box, Picture
from core.ink.raster import to_png
from core.ink.render import render
from core.ink.stroke_file import read_strokes
from core.ink.strokes import Drawing, Stroke, drawing_of
from core.ink.svg import to_svg

from .strategies import drawings

PEN = 0.055
SEVEN = drawing_of([[(0.2, 0.2), (0.7, 0.21), (0.4, 0.9)], [(0.3, 0.5), (0.6, 0.5)]])
DOT = drawing_of([[(0.5, 0.5)]])
SVG = "{http://www.w3.org/2000/svg}"


def picture() -> Picture:
    ink = np.zeros((40, 80), np.uint8)
    ink[5:35, 30:40] = 255
    return Picture(ink, Box(0.1, 0.2, 0.8, 0.4))


def painted(png: bytes) -> np.ndarray:
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return np.asarray(image)


def test_a_png_is_black_on_white_and_512_pixels_large() -> None:
    pixels = painted(to_png(SEVEN, PEN))
    assert max(pixels.shape) == 512
    assert pixels[0, 0] == 255
    assert pixels.min() == 0


def test_a_png_is_read_as_the_drawing_is(tmp_path: Path) -> None:
    save_drawing(tmp_path / "7.png", SEVEN, PEN)
    likeness = np.corrcoef(read_image(tmp_path / "7.png").ravel(), render(SEVEN).ravel())[0, 1]
    assert likeness > 0.75  # the pad's pen is thinner than MNIST's


def test_a_dot_is_a_round_blot() -> None:
    ink = painted(to_png(DOT, PEN)) < 128
    assert np.mean(ink) == pytest.approx(np.pi / 4 / 1.12**2, abs=0.02)


def test_a_wide_pen_makes_a_wide_line() -> None:
    line = Stroke.through([(0.2, 0.5), (0.8, 0.5)])
    wide = Drawing((Stroke.through(line.points, width=0.3),))
    assert view_of(wide, PEN).height > 2 * view_of(Drawing((line,)), PEN).height
    assert np.mean(painted(to_png(wide, PEN)) < 128) > 0.5


def test_an_svg_has_a_path_with_round_ends_for_each_stroke() -> None:
    root = ET.fromstring(to_svg(SEVEN, PEN))
    paths = root.findall(f".//{SVG}path")
    assert [path.attrib["d"] for path in paths] == [
        "M0.2 0.2L0.7 0.21L0.4 0.9",
        "M0.3 0.5L0.6 0.5",
    ]
    group = root.find(f"{SVG}g")
    assert group is not None
    assert group.attrib["stroke-linecap"] == "round"


@given(drawing=drawings)
def test_all_ink_lies_within_the_view(drawing: Drawing) -> None:
    root = ET.fromstring(to_svg(drawing, PEN))
    x, y, width, height = map(float, root.attrib["viewBox"].split())
    for stroke in drawing.strokes:
        low, high = stroke.points.min(axis=0), stroke.points.max(axis=0)
        assert x < low[0] < high[0] + 1e-9 < x + width + 1e-9
        assert y < low[1] < high[1] + 1e-9 < y + height + 1e-9


def test_a_picture_is_in_the_svg_and_in_the_png() -> None:
    drawing = Drawing(SEVEN.strokes, picture())
    assert re.search(r'<image x="0.1" y="0.2" .*href="data:image/png;base64', to_svg(drawing, PEN))
    alone = painted(to_png(Drawing(picture=picture()), PEN))
    assert np.mean(alone < 128) == pytest.approx(300 / 3200 / (1.12 * 1.24), abs=0.01)


def test_a_stroke_file_holds_the_strokes(tmp_path: Path) -> None:
    save_drawing(tmp_path / "7.JSONL", SEVEN, PEN)
    (item,) = read_strokes(tmp_path / "7.JSONL")
    assert [s.points.tolist() for s in item.drawing.strokes] == [
        s.points.tolist() for s in SEVEN.strokes
    ]


def test_what_cannot_be_saved_is_said(tmp_path: Path) -> None:
    for path, drawing, reason in (
        (tmp_path / "x.png", Drawing(), "the pad is empty"),
        (tmp_path / "x.bmp", SEVEN, "saved as"),
        (tmp_path / "none" / "x.png", SEVEN, "cannot be saved"),
        (tmp_path / "x.jsonl", Drawing(picture=picture()), "PNG or SVG"),
    ):
        with pytest.raises(DataError, match=reason):
            save_drawing(path, drawing, PEN)
    assert list(tmp_path.iterdir()) == []


def test_what_was_drawn_on_the_pad_comes_back_as_it_was() -> None:
    assert on_pad(SEVEN) is SEVEN


@given(drawing=drawings)
def test_what_comes_from_elsewhere_is_seen_on_the_pad_and_reads_the_same(drawing: Drawing) -> None:
    put = on_pad(drawing)
    every = np.concatenate([stroke.points for stroke in put.strokes])
    assert every.min() >= -1
    assert every.max() <= 2
    assert np.abs(render(put).astype(int) - render(drawing)).max() <= 2


def test_widths_are_scaled_with_the_drawing() -> None:
    stroke = Stroke.through([(0, 0), (400, 100)], [0, 2], [0.5, 1], width=20)
    (put,) = on_pad(Drawing((stroke,))).strokes
    assert put.width == pytest.approx(0.04)
    assert put.times is stroke.times
    np.testing.assert_allclose(put.points, [(0.1, 0.4), (0.9, 0.6)])
