"""Percentages as texts."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.foundation.percent as percent_module
from core.foundation.percent import (
    ACCURACY_DECIMALS,
    SHARE_DECIMALS,
    output_percent,
    percent,
    percent_below,
    widest_percent,
)

REPOSITORY = Path(percent_module.__file__).parents[2]
SHARES = st.floats(0, 1)
DECIMALS = st.integers(0, 4)


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (0.9861, ACCURACY_DECIMALS, "98.61%"),
        (0.01, SHARE_DECIMALS, "1.0%"),
        (0, SHARE_DECIMALS, "0.0%"),
        (1, ACCURACY_DECIMALS, "100.00%"),
        (0.99996, SHARE_DECIMALS, ">99.9%"),
        (0.00004, SHARE_DECIMALS, "<0.1%"),
        (0.9994, SHARE_DECIMALS, "99.9%"),
        (0.0006, SHARE_DECIMALS, "0.1%"),
        (0.999, 0, ">99%"),
        (0.001, 0, "<1%"),
        (1.21, SHARE_DECIMALS, "121.0%"),
        (-0.02, SHARE_DECIMALS, "-2.0%"),
        (float("nan"), SHARE_DECIMALS, "nan%"),
    ],
)
def test_a_share_is_written_in_percent(share: float, decimals: int, text: str) -> None:
    assert percent(share, decimals) == text


@given(SHARES, DECIMALS)
def test_only_exactly_0_and_exactly_1_are_written_as_such(share: float, decimals: int) -> None:
    text = percent(share, decimals)
    assert (float(text.strip("<>%")) == 0) == (share == 0)
    assert (float(text.strip("<>%")) == 100) == (share == 1)


@given(SHARES, DECIMALS)
def test_what_is_written_is_true(share: float, decimals: int) -> None:
    text = percent(share, decimals)
    value, step = float(text.strip("<>%")), 10.0**-decimals
    match text[0]:
        case "<":
            assert 0 < 100 * share < value
        case ">":
            assert value < 100 * share < 100
        case _:
            assert abs(100 * share - value) <= step / 2 + 1e-9


@given(SHARES, SHARES, DECIMALS)
def test_a_larger_share_is_never_written_as_less(one: float, other: float, decimals: int) -> None:
    small, large = sorted([one, other])
    order = [_position(percent(share, decimals)) for share in (small, large)]
    assert order == sorted(order)


@given(SHARES, DECIMALS)
def test_texts_of_one_kind_have_equal_decimals(share: float, decimals: int) -> None:
    text = percent(share, decimals)
    assert text.endswith("%")
    assert len(text.partition(".")[2]) == (decimals + 1 if decimals else 0)
    assert len(text) <= len(widest_percent(decimals))


@pytest.mark.parametrize(
    ("share", "limit", "text"),
    [
        (0.5506, 0.550723, "55.0%"),
        (0.5499, 0.550723, "55.0%"),
        (0.5, 0.550723, "50.0%"),
        (0.4999, 0.5, "49.9%"),
        (0.9997, 0.9998, "99.9%"),
        (0.9999, 1.0, ">99.9%"),
    ],
)
def test_a_share_below_a_limit_is_written_below_it(share: float, limit: float, text: str) -> None:
    assert percent_below(share, limit, SHARE_DECIMALS) == text


@given(st.floats(0.5, 1), SHARES, DECIMALS)
def test_rounding_lets_no_share_reach_a_limit(limit: float, part: float, decimals: int) -> None:
    share = part * limit
    if share < limit:
        written = _position(percent_below(share, limit, decimals))
        assert written < _position(percent(limit, decimals))


def test_nothing_else_in_the_program_formats_percentages() -> None:
    own_format = re.compile(r"""\.?\d?%\}|\}\s?%["')\s]""")
    for folder in ("core", "gui"):
        for path in (REPOSITORY / folder).rglob("*.py"):
            if path.name != "percent.py":
                assert not own_format.search(path.read_text("utf-8")), path


def _position(text: str) -> tuple[float, int]:
    """Where a text stands among the others: below or above the value that it names, or at it."""
    return float(text.strip("<>%")), {"<": -1, ">": 1}.get(text[0], 0)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "<0.1%"), (1.0, ">99.9%"), (0.5, "50.0%"), (float("nan"), "nan%")],
)
def test_no_output_of_a_network_is_written_as_nothing_or_all(share: float, text: str) -> None:
    assert output_percent(share) == text
