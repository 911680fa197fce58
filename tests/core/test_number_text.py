"""Numbers as texts."""

from math import inf, nan

import pytest

from core.foundation.number_text import number_column, number_text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.333, -1.6], ["0.333", "−1.600"]),
        ([12345.6, 0.25], ["12346", "0"]),
        ([0.0004, -0.00003], ["0.0004000", "−0.0000300"]),
        ([3e9, 1.0], ["3.000e+09", "1.000e+00"]),
        ([2e-9], ["2.000e−09"]),
        ([0.0, 0.0], ["0.000", "0.000"]),
        ([nan, -inf, 1.5], ["nan", "−inf", "1.500"]),
        ([], []),
    ],
)
def test_a_column_has_one_number_of_decimals(values: list[float], texts: list[str]) -> None:
    assert number_column(values) == texts


def test_numbers_have_a_minus_sign_and_the_sign_that_is_asked_for() -> None:
    assert number_text(-1.23456) == "−1.235"
    assert number_text(1.23456, 3, signed=True) == "+1.23"
    assert number_text(-1e-7) == "−1e−07"
    assert number_column([0.5, -0.25], signed=True) == ["+0.5000", "−0.2500"]
