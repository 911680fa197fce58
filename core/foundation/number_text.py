"""Numbers as texts, with a minus sign: one number, or those of a column."""

from collections.abc import Sequence
from math import floor, isfinite, log10

_MOST_DECIMALS = 8
_WIDEST = 6
"""A column with a number of more digits before the point has exponents."""
MINUS = "−"


def number_text(value: float, digits: int = 4, *, signed: bool = False) -> str:
    """Write a number with at most so many digits, and with a plus where it is `signed`."""
    return format(value, f"{'+' if signed else ''}.{digits}g").replace("-", MINUS)


def number_column(values: Sequence[float], digits: int = 4, *, signed: bool = False) -> list[str]:
    """Write numbers with the same decimals, so many that the largest has `digits` digits.

    A positive number has a sign where they are `signed`. Where the largest number is very large or
    very small, all are written with an exponent.
    """
    largest = max((abs(each) for each in values if isfinite(each)), default=0.0)
    power = floor(log10(largest)) if largest else 0
    decimals = digits - 1 - power
    kind = f".{max(decimals, 0)}f"
    if power >= _WIDEST or decimals > _MOST_DECIMALS:
        kind = f".{digits - 1}e"
    sign = "+" if signed else ""
    return [format(each, f"{sign}{kind}").replace("-", MINUS) for each in values]
