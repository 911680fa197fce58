"""A picture is ink in a rectangle of the drawing; an eraser makes it paper."""

import numpy as np
import pytest

from core.drawing.picture import Box, Picture
from core.drawing.strokes import Drawing, Stroke, drawing_from_points


def picture(ink: np.ndarray) -> Picture:
    """Two wide and one high, from (0, 0)."""
    return Picture(ink.astype(np.uint8), Box(0, 0, 2, 1))


FULL = picture(np.full((50, 100), 255))


def test_a_drawing_with_a_picture_alone_is_not_empty() -> None:
    assert Drawing(picture=FULL)


def test_a_stroke_is_drawn_over_the_picture() -> None:
    more = Drawing(picture=FULL).with_stroke(Stroke.through([(0, 0)]))
    assert more.picture is FULL
    assert len(more.strokes) == 1


def test_the_ink_of_a_picture_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        FULL.ink[0, 0] = 0


def test_the_eraser_makes_a_circle_of_paper() -> None:
    drawing = drawing_from_points([[(0, 0.9), (2, 0.9)]])
    erased = Drawing(drawing.strokes, FULL).erased((0.5, 0.5), 0.3)
    assert erased.strokes == drawing.strokes
    assert erased.picture is not None
    left = erased.picture.ink
    assert left[25, 25] == 0
    assert left[25, 75] == 255
    assert np.mean(left == 0) == pytest.approx(np.pi * 0.3**2 / 2, abs=0.01)
    assert FULL.ink.all()


def test_erasing_where_there_is_only_paper_leaves_the_same_drawing() -> None:
    ink = np.zeros((50, 100))
    ink[:, 75:] = 255
    drawing = Drawing(picture=picture(ink))
    assert drawing.erased((0.5, 0.5), 0.4) is drawing


def test_a_picture_without_ink_goes() -> None:
    assert not Drawing(picture=FULL).erased((1, 0.5), 2)


@pytest.mark.parametrize(("width", "height"), [(400, 300), (300, 4000), (5, 5)])
def test_a_box_fits_into_the_middle_of_the_pad(width: float, height: float) -> None:
    box = Box(-7, 30, width, height).within(0.8)
    assert max(box.width, box.height) == pytest.approx(0.8)
    assert box.width / box.height == pytest.approx(width / height)
    assert (box.x + box.width / 2, box.y + box.height / 2) == pytest.approx((0.5, 0.5))
