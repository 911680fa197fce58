"""A drawing as SVG, and as large as the pad."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given

from core.drawing.bounds import fit_to_pad, view_box
from core.drawing.picture import Box, Picture
from core.drawing.strokes import Drawing, Stroke, drawing_from_points
from core.drawing.svg import to_svg
from core.rasterization.render import render

from .strategies import drawings

PEN = 0.055
SEVEN = drawing_from_points([[(0.2, 0.2), (0.7, 0.21), (0.4, 0.9)], [(0.3, 0.5), (0.6, 0.5)]])
SVG = "{http://www.w3.org/2000/svg}"


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


def test_what_was_drawn_on_the_pad_comes_back_as_it_was() -> None:
    assert fit_to_pad(SEVEN) is SEVEN


@given(drawing=drawings)
def test_what_comes_from_elsewhere_is_seen_on_the_pad_and_reads_the_same(drawing: Drawing) -> None:
    put = fit_to_pad(drawing)
    every = np.concatenate([stroke.points for stroke in put.strokes])
    assert every.min() >= -1
    assert every.max() <= 2
    assert np.abs(render(put).astype(int) - render(drawing)).max() <= 2


def test_widths_are_scaled_with_the_drawing() -> None:
    stroke = Stroke.through([(0, 0), (400, 100)], [0, 2], [0.5, 1], width=20)
    (put,) = fit_to_pad(Drawing((stroke,))).strokes
    assert put.width == pytest.approx(0.04)
    assert put.times is stroke.times
    np.testing.assert_allclose(put.points, [(0.1, 0.4), (0.9, 0.6)])


def test_a_wide_pen_needs_a_wide_view() -> None:
    line = Stroke.through([(0.2, 0.5), (0.8, 0.5)])
    wide = Drawing((Stroke.through(line.points, width=0.3),))
    assert view_box(wide, PEN).height > 2 * view_box(Drawing((line,)), PEN).height
    assert 'stroke-width="0.3"' in to_svg(wide, PEN)


def test_a_picture_is_in_the_svg() -> None:
    picture = Picture(np.full((4, 8), 255, np.uint8), Box(0.1, 0.2, 0.8, 0.4))
    written = to_svg(Drawing(SEVEN.strokes, picture), PEN)
    assert re.search(r'<image x="0.1" y="0.2" .*href="data:image/png;base64', written)
