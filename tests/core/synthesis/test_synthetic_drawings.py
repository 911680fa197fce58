"""Digits of other schools, and what is no digit, are drawn by formula."""

import numpy as np
import pytest

from core.rasterization.render import render
from core.synthesis.glyphs import load_glyphs, smooth_curve
from core.synthesis.synthetic_drawings import draw_digit, draw_held_out_non_digit, draw_non_digit


@pytest.mark.parametrize("kind", ["digits", "letters"])
def test_both_poses_of_every_form_have_the_same_strokes(kind: str) -> None:
    for form in load_glyphs(kind):
        first, second = ([stroke.shape for stroke in pose] for pose in form.poses)
        assert first == second, form.sign
        assert all(count > 1 and axes == 2 for count, axes in first)
        assert form.weight > 0


def test_every_digit_has_several_forms_and_no_letter_is_a_digit() -> None:
    signs = [form.sign for form in load_glyphs("digits")]
    assert all(signs.count(str(digit)) >= 3 for digit in range(10))
    assert not {form.sign for form in load_glyphs("letters")} & set("0123456789OoIlZzSsBbGgqQDJi")


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_is_drawn_otherwise_each_time_and_the_same_with_the_same_seed(digit: int) -> None:
    first, again, other = (
        render(draw_digit(digit, np.random.default_rng(seed))) for seed in (4, 4, 5)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_all_that_is_drawn_is_finite_ink() -> None:
    rng = np.random.default_rng(6)
    for draw in (draw_non_digit, draw_held_out_non_digit):
        for _ in range(50):
            drawing = draw(rng)
            assert all(np.isfinite(stroke.points).all() for stroke in drawing.strokes)
            assert render(drawing).any()


def test_a_smooth_curve_goes_through_its_points() -> None:
    points = np.random.default_rng(7).uniform(0, 1, (6, 2))
    curve = smooth_curve(points, steps=8)
    assert np.allclose(curve[::8], points)
    assert np.array_equal(smooth_curve(points[:2]), points[:2])


def test_a_smooth_curve_through_points_of_a_line_is_that_line() -> None:
    curve = smooth_curve(np.linspace([0, 0], [3, 6], 4))
    assert np.allclose(curve[:, 1], 2 * curve[:, 0])
    assert (np.diff(curve[:, 0]) > 0).all()
