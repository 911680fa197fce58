"""Drawings are immutable strokes; erasing cuts them at the edge of a circle."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.drawing.strokes import Drawing, Stroke, drawing_from_points

from .strategies import Point, drawings, points

radii = st.floats(1, 100)
LINE = drawing_from_points([[(0, 0), (100, 0)]])


def length(drawing: Drawing) -> float:
    return sum(
        float(np.linalg.norm(end - start))
        for stroke in drawing.strokes
        for start, end in pairwise(stroke.points)
    )


def inside(drawing: Drawing, center: Point, radius: float, steps: int = 2000) -> float:
    """The length of ink within a circle, by walking along it in small steps."""
    total = 0.0
    for stroke in drawing.strokes:
        for start, end in pairwise(stroke.points):
            way = (np.arange(steps) + 0.5)[:, None] / steps * (end - start) + start
            share = float(np.mean(np.linalg.norm(way - center, axis=1) < radius))
            total += share * float(np.linalg.norm(end - start))
    return total


@pytest.mark.parametrize(
    "wrong", [[], [(0, float("inf"))], [(float("nan"), 0), (1, 1)], [(0, 0), (float("-inf"), 0)]]
)
def test_a_stroke_of_no_or_infinite_points_is_refused(wrong: list[Point]) -> None:
    with pytest.raises(ValueError, match="finite"):
        Stroke.through(wrong)
    with pytest.raises(ValueError, match="finite"):
        drawing_from_points([[(0, 0)], wrong])


def test_the_points_of_a_stroke_are_a_read_only_copy() -> None:
    mine = np.zeros((2, 2))
    stroke = Stroke.through(mine)
    mine[0] = 7
    assert not stroke.points.any()
    with pytest.raises(ValueError, match="read-only"):
        stroke.points[0] = 7


MEASURED = Stroke.through([(0, 0), (100, 0)], [2.0, 4.0], [0.2, 0.6], 3.0)


def test_a_stroke_holds_what_was_measured_read_only() -> None:
    assert (LINE.strokes[0].times, LINE.strokes[0].pressures, LINE.strokes[0].width) == (None,) * 3
    for values in (MEASURED.times, MEASURED.pressures):
        assert values is not None
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 0


@pytest.mark.parametrize(
    ("times", "pressures", "width", "complaint"),
    [
        ([0.0], None, None, "as many times"),
        ([1.0, 0.5], None, None, "backwards"),
        ([-1.0, 0.5], None, None, "not negative"),
        ([0.0, float("nan")], None, None, "finite"),
        (None, [0.5], None, "as many pressures"),
        (None, [0.5, 1.5], None, "from 0 to 1"),
        (None, [-0.5, 0.5], None, "not negative"),
        (None, [0.5, float("inf")], None, "finite"),
        (None, None, 0.0, "width"),
        (None, None, float("nan"), "width"),
    ],
)
def test_what_cannot_have_been_measured_is_refused(
    times: list[float] | None, pressures: list[float] | None, width: float | None, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Stroke.through([(0, 0), (1, 1)], times, pressures, width)


def test_parts_cut_off_keep_times_and_pressures_interpolated_at_the_cut() -> None:
    left, right = Drawing((MEASURED,)).erased((50, 0), 25).strokes
    np.testing.assert_allclose([left.times, right.times], [(2.0, 2.5), (3.5, 4.0)])
    np.testing.assert_allclose([left.pressures, right.pressures], [(0.2, 0.3), (0.5, 0.6)])
    assert (left.width, right.width) == (3.0, 3.0)


@given(line=st.lists(points, min_size=1, max_size=12), center=points, radius=radii, data=st.data())
def test_parts_of_a_measured_stroke_are_where_those_of_a_plain_one_are(
    line: list[Point], center: Point, radius: float, data: st.DataObject
) -> None:
    seconds = st.lists(st.floats(0, 1e6), min_size=len(line), max_size=len(line)).map(sorted)
    share = st.lists(st.floats(0, 1), min_size=len(line), max_size=len(line))
    stroke = Stroke.through(line, data.draw(seconds), data.draw(share))
    measured = Drawing((stroke,)).erased(center, radius).strokes
    plain = drawing_from_points([line]).erased(center, radius).strokes
    assert len(measured) == len(plain)
    for one, other in zip(measured, plain, strict=True):
        np.testing.assert_array_equal(one.points, other.points)
        assert one.times is not None
        assert one.pressures is not None


def test_a_touched_stroke_goes_whole_and_no_other() -> None:
    drawing = drawing_from_points([[(0, 0), (100, 0)], [(0, 50), (100, 50)], [(50, 8)]])
    left = drawing.without_strokes_at((50, 4), 5)
    assert left.strokes == (drawing.strokes[1],)
    assert left.without_strokes_at((50, 4), 5) is left


def test_a_stroke_more_leaves_the_drawing_as_it_was() -> None:
    more = LINE.with_stroke(Stroke.through([(5, 5)]))
    assert (len(LINE.strokes), len(more.strokes)) == (1, 2)
    assert more.strokes[0] is LINE.strokes[0]
    assert more
    assert not Drawing()


def test_erasing_in_the_middle_makes_two_strokes_cut_at_the_edge() -> None:
    left, right = LINE.erased((50, 6), 10).strokes
    np.testing.assert_allclose(left.points, [(0, 0), (42, 0)], atol=1e-12)
    np.testing.assert_allclose(right.points, [(58, 0), (100, 0)], atol=1e-12)


def test_erasing_an_end_shortens_the_stroke() -> None:
    (left,) = LINE.erased((100, 0), 25).strokes
    np.testing.assert_allclose(left.points, [(0, 0), (75, 0)], atol=1e-12)


def test_erasing_all_of_it_leaves_nothing() -> None:
    assert not LINE.erased((50, 0), 51)
    assert not drawing_from_points([[(3, 4)]]).erased((0, 0), 5.1)


@pytest.mark.parametrize("center", [(50, 10), (50, 300), (-10, 0), (110, 0), (-8, -6)])
def test_a_circle_that_only_touches_the_ink_leaves_the_same_drawing(center: Point) -> None:
    assert LINE.erased(center, 10) is LINE


def test_a_dot_on_the_edge_stays() -> None:
    dot = drawing_from_points([[(3, 4)]])
    assert dot.erased((0, 0), 5) is dot


def test_strokes_that_were_not_touched_stay_the_same_objects() -> None:
    drawing = LINE.with_stroke(Stroke.through([(0, 50), (100, 50)]))
    assert drawing.erased((50, 0), 5).strokes[-1] is drawing.strokes[1]


@given(drawing=drawings, center=points, radius=radii)
def test_erasing_takes_the_ink_inside_the_circle_and_no_other(
    drawing: Drawing, center: Point, radius: float
) -> None:
    left = drawing.erased(center, radius)
    assert inside(left, center, radius - 1e-6) == 0
    taken = inside(drawing, center, radius)
    assert length(left) == pytest.approx(length(drawing) - taken, abs=1e-3 * length(drawing) + 1e-6)
    assert length(left) <= length(drawing) + 1e-9


@given(drawing=drawings, center=points, radius=radii)
def test_every_end_that_erasing_made_lies_on_the_edge(
    drawing: Drawing, center: Point, radius: float
) -> None:
    before = {tuple(point) for stroke in drawing.strokes for point in stroke.points}
    for stroke in drawing.erased(center, radius).strokes:
        for point in stroke.points:
            distance = float(np.linalg.norm(point - center))
            assert tuple(point) in before or distance == pytest.approx(radius, abs=1e-6)


@given(drawing=drawings, center=points, radius=radii)
def test_erasing_the_same_place_again_takes_nothing_more(
    drawing: Drawing, center: Point, radius: float
) -> None:
    once = drawing.erased(center, radius)
    assert length(once.erased(center, radius)) == pytest.approx(length(once), abs=1e-6)


def test_a_stroke_that_ends_on_the_edge_leaves_no_crumb() -> None:
    """Its last 2e-15 lie outside, by rounding: a stroke of that length would show as a dot."""
    (left,) = drawing_from_points([[(0, 4.62), (0, 0)]]).erased((0, 1), 1).strokes
    np.testing.assert_allclose(left.points, [(0, 4.62), (0, 2)])


@given(drawing=drawings, center=points, radius=radii)
def test_ink_that_was_not_touched_is_the_same_drawing(
    drawing: Drawing, center: Point, radius: float
) -> None:
    nearest = min(
        float(np.linalg.norm(np.linspace(start, end, 500) - center, axis=1).min())
        for stroke in drawing.strokes
        for start, end in pairwise([stroke.points[0], *stroke.points])
    )
    if nearest > radius + 1:
        assert drawing.erased(center, radius) is drawing
    elif nearest < radius - 1e-6:
        assert drawing.erased(center, radius) is not drawing
