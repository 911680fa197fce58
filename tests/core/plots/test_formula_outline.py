"""The outlines of formulas."""

import numpy as np
import pytest

from core.plots.formula_outline import CLOSE, MOVE, formula_outlines


def test_an_outline_lies_in_the_size_that_it_states() -> None:
    formulas = [r"\frac{\partial L}{\partial w} = x \, \delta^{(1)}_{3}", r"\sqrt{\hat{s}}", "0.5"]
    for outline in formula_outlines(formulas):
        left, low = outline.vertices.min(axis=0)
        right, high = outline.vertices.max(axis=0)
        assert -0.1 < left < right < outline.width + 0.1
        assert -outline.descent - 0.1 < low < high < outline.ascent + 0.1
        assert outline.codes[0] == MOVE
        assert CLOSE in outline.codes
        assert outline.vertices.shape == (len(outline.codes), 2)


def test_a_fraction_is_higher_than_a_number() -> None:
    fraction, number = formula_outlines([r"\frac{1}{2}", "1"])
    assert fraction.ascent > number.ascent
    assert fraction.descent > number.descent
    assert np.isfinite(fraction.vertices).all()


def test_what_is_no_formula_is_refused() -> None:
    with pytest.raises(ValueError, match="frac"):
        formula_outlines([r"\frac{1}"])
