"""Drawings of every size and place are read, shown and saved, and no arithmetic warns."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.drawing.bounds import fit_to_pad, view_box
from core.drawing.stroke_file import LabeledDrawing, can_be_written, format_line, parse_line
from core.drawing.strokes import LARGEST, Drawing, Stroke, drawing_from_points
from core.drawing.svg import to_svg
from core.foundation.errors import DataError
from core.models.bundled_model import load_bundled
from core.recognition.recognizer import Recognizer

ODD = [0.0, -0.0, 1.0, 0.3, 5e-324, 1e-200, 1e-12, 1e9, LARGEST, -LARGEST, LARGEST - 0.25]
numbers = st.sampled_from(ODD) | st.floats(-LARGEST, LARGEST) | st.floats(0, 1)
strokes = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5)
drawings = st.lists(strokes, min_size=1, max_size=4).map(drawing_from_points)


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    model = load_bundled()
    assert model is not None
    return Recognizer(model)


@settings(max_examples=300, deadline=None)
@given(drawing=drawings, place=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_any_drawing_is_read_shown_and_saved(
    recognizer: Recognizer, drawing: Drawing, place: tuple[float, float]
) -> None:
    for each in (drawing, fit_to_pad(drawing)):
        for digit in recognizer.recognize(each).digits:
            assert np.isfinite(digit.probabilities).all()
        assert min(view_box(each, 0.05)[2:]) > 0
        assert "nan" not in to_svg(each, 0.05)
        assert format_line(parse_line(format_line(LabeledDrawing(each)))) == format_line(
            LabeledDrawing(each)
        )
        recognizer.recognize(each.erased(place, 0.1))
        each.without_strokes_at(place, 0.1)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1.01 * LARGEST, -1.01 * LARGEST])
def test_a_stroke_has_finite_coordinates_within_bounds(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Stroke.through([(0, 0), (value, 0)])
    with pytest.raises(ValueError, match="finite"):
        Stroke.through([(0, 0)], width=abs(value))
    with pytest.raises(ValueError, match="finite"):
        Stroke.through([(0, 0)], times=[abs(value)])


@pytest.mark.parametrize(
    ("count", "each", "reason"), [(2001, 1, "2,000 strokes"), (1, 20_001, "20,000 points")]
)
def test_a_drawing_of_too_much_is_neither_read_nor_written(
    count: int, each: int, reason: str
) -> None:
    lines = [[[0, i] for i in range(each)]] * count
    with pytest.raises(DataError, match=rf"a drawing of more than {reason}\."):
        parse_line(json.dumps({"strokes": lines}))
    drawing = drawing_from_points(lines)
    assert not can_be_written(drawing)
    with pytest.raises(DataError, match=f"cannot hold a drawing of more than {reason}"):
        format_line(LabeledDrawing(drawing))


def test_a_drawing_as_large_as_may_be_is_read_and_written() -> None:
    drawing = drawing_from_points([[(i, j) for j in range(10)] for i in range(2000)])
    assert can_be_written(drawing)
    assert len(parse_line(format_line(LabeledDrawing(drawing))).drawing.strokes) == 2000
