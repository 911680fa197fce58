"""The ticks of axes: where they are, and what is written there."""

import re
from itertools import pairwise
from math import log10

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from core.plots.ticks import linear_ticks, logarithmic_ticks

NICE = re.compile(r"−?0*\.?0*([125])0*(\.0*)?(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|0(\.0*)?")
RAISED = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")


def value_of(text: str) -> float:
    """The number that a tick says, such as −2·10⁻³."""
    raised = re.search(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$", text)
    if raised is None:
        return float(text.translate(RAISED))
    factor = text[: raised.start()].removesuffix("·").translate(RAISED)
    power = raised[1].translate(RAISED)
    return float(f"{factor if factor.strip('-') else f'{factor}1'}e{power}")


@pytest.mark.parametrize(
    ("low", "high", "most", "texts"),
    [
        (0, 1, 6, "0.0 0.2 0.4 0.6 0.8 1.0"),
        (0, 1, 5, "0.0 0.5 1.0"),
        (0.31, 0.42, 6, "0.32 0.34 0.36 0.38 0.40 0.42"),
        (96.2, 98.7, 6, "96.5 97.0 97.5 98.0 98.5"),
        (0, 102, 6, "0 20 40 60 80 100"),
        (-1, 1, 3, "−1 0 1"),
        (0, 5e-7, 6, "0 10⁻⁷ 2·10⁻⁷ 3·10⁻⁷ 4·10⁻⁷ 5·10⁻⁷"),
        (0, 3e9, 4, "0 10⁹ 2·10⁹ 3·10⁹"),
        (1, 1, 5, ""),
    ],
)
def test_linear_ticks(low: float, high: float, most: int, texts: str) -> None:
    assert " ".join(linear_ticks(low, high, most).texts) == texts


@pytest.mark.parametrize(
    ("low", "high", "most", "texts"),
    [
        (-2, 1, 10, "0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10"),
        (-2, 1, 6, "0.01 0.1 1 10"),
        (-6, 2, 5, "10⁻⁶ 10⁻⁴ 10⁻² 1 10²"),
        (-1.5, 0.4, 9, "0.05 0.1 0.2 0.5 1 2"),
        (log10(0.31), log10(0.42), 6, "0.32 0.34 0.36 0.38 0.40 0.42"),
    ],
)
def test_logarithmic_ticks(low: float, high: float, most: int, texts: str) -> None:
    assert " ".join(logarithmic_ticks(low, high, most).texts) == texts


@given(st.floats(-3, 2), st.floats(0.3, 3), st.integers(5, 9))
def test_every_axis_has_three_ticks(low: float, span: float, most: int) -> None:
    for choose in (linear_ticks, logarithmic_ticks):
        assert len(choose(low, low + span, most).texts) >= 3


def test_counts_are_written_in_thousands_and_millions() -> None:
    assert linear_ticks(0, 60_000, 4, thousands=True).texts == ("0", "20 k", "40 k", "60 k")
    assert logarithmic_ticks(2, 7, 6, thousands=True).texts == (
        *("100", "1 k", "10 k"),
        *("100 k", "1 M", "10 M"),
    )


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(2, 20))
def test_linear_ticks_are_within_the_axis_and_equally_far_apart(
    low: float, span: float, most: int
) -> None:
    ticks = linear_ticks(low, low + span, most)
    positions = ticks.positions
    assert len(positions) <= most
    slack = 1e-6 * max(span, abs(low))
    assert all(low - slack <= each <= low + span + slack for each in positions)
    gaps = {f"{right - left:.4e}" for left, right in pairwise(positions)}
    if span > 1e-3 * abs(low):
        assert all(gap[0] in "1245" or gap[:2] in {"9.", "1."} for gap in gaps)
        assert [value_of(text) for text in ticks.texts] == pytest.approx(positions, abs=1e-2 * span)


@given(st.floats(-30, 30), st.floats(1e-3, 30), st.integers(2, 20))
def test_logarithmic_ticks_are_what_is_written_there(low: float, span: float, most: int) -> None:
    ticks = logarithmic_ticks(low, low + span, most)
    assert len(ticks.positions) <= most
    assert list(ticks.positions) == sorted(set(ticks.positions))
    assert len(set(ticks.texts)) == len(ticks.texts)
    for position, text in zip(ticks.positions, ticks.texts, strict=True):
        assert low - 1e-6 <= position <= low + span + 1e-6
        assert value_of(text) == pytest.approx(10.0**position, rel=1e-2)


@given(st.floats(-30, 30), st.floats(1.0, 30), st.integers(4, 20))
def test_logarithmic_ticks_of_more_than_a_decade_are_1_2_and_5(
    low: float, span: float, most: int
) -> None:
    texts = logarithmic_ticks(low, low + span, most).texts
    assert all(NICE.fullmatch(text) for text in texts)
    if any("⁻" in text or "¹" in text for text in texts):  # one notation, but for 1 to 50
        assert all("10" in text or text in {"1", "2", "5", "20", "50"} for text in texts)


@given(st.floats(), st.floats(), st.integers(2, 20))
def test_an_axis_of_any_length_can_be_drawn(low: float, high: float, most: int) -> None:
    assert len(linear_ticks(low, high, most).texts) <= most
    if not np.isnan([low, high]).any():
        assert len(logarithmic_ticks(low, high, most).texts) <= most
