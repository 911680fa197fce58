"""The ticks of an axis, and their texts, for the window and for figures."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from core.foundation.number_text import MINUS

_STEPS, _FINER_STEPS = (1, 2, 5), (1, 2, 2.5, 5)
_ENOUGH = 3
"""The number of ticks that show a scale: two may as well be those of another one."""
_SIZES = ((1e9, " G"), (1e6, " M"), (1e3, " k"))
_FARTHEST = 300.0
"""The largest power of ten that is distinguished from infinity."""
_PLAIN = (-4, 5)
"""The powers of ten of the least and the greatest number that an axis writes without exponent."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Ticks(NamedTuple):
    """Positions in the coordinate of an axis, ascending, and the text at each."""

    positions: tuple[float, ...]
    texts: tuple[str, ...]


def linear_ticks(low: float, high: float, most: int, *, thousands: bool = False) -> Ticks:
    """Return at most `most` ticks in [low, high], at multiples of 1, 2 or 5 times a power of ten.

    Of 2.5 times a power of ten only where there would be fewer than three. All have the same number
    of decimals, or all have an exponent. With `thousands`, they are counts, such as 20 k.
    """
    values, step = _enough_multiples(low, high, most)
    texts = [_count(value) for value in values] if thousands else _texts(values, step)
    return Ticks(tuple(values), tuple(texts))


def logarithmic_ticks(low: float, high: float, most: int, *, thousands: bool = False) -> Ticks:
    """Return at most `most` ≥ 2 ticks between 10^low and 10^high; their positions are logarithms.

    They are powers of ten and, where there is room, 2 and 5 times these. Where fewer than three of
    them would be visible on less than a decade, or fewer than two, they are those of a linear axis.
    """
    low, high = (min(max(end, -_FARTHEST), _FARTHEST) for end in (low, high))
    values = _powers(low, high, most)
    step = values[0] if values else 1.0
    if len(values) < (_ENOUGH if high - low < 1 else 2):
        multiples, size = _enough_multiples(10.0**low, 10.0**high, most)
        multiples = [value for value in multiples if value > 0]
        if len(multiples) > len(values):
            values, step = multiples, size
    if thousands:
        texts = [_count(value) for value in values]
    else:
        few = len(values) < 2 or values[-1] < 10 * values[0]
        texts = _texts(values, step) if few else _texts_of_powers(values)
    return Ticks(tuple(log10(value) for value in values), tuple(texts))


def _enough_multiples(low: float, high: float, most: int) -> tuple[list[float], float]:
    """Return three or more multiples of a step in [low, high] if possible, and the step."""
    usual = _multiples(low, high, most, _STEPS)
    if len(usual[0]) >= _ENOUGH:
        return usual
    finer = _multiples(low, high, most, _FINER_STEPS)
    return finer if len(finer[0]) > len(usual[0]) else usual


def _multiples(
    low: float, high: float, most: int, factors: Sequence[float]
) -> tuple[list[float], float]:
    """Return the multiples of a step in [low, high], and the smallest step with at most `most`."""
    span = high - low
    if not 0 < span < float("inf") or most < 1:
        return [], 1.0
    power = floor(log10(span / most))
    for exponent in (power, power + 1, power + 2):
        for factor in factors:
            step = float(f"{factor}e{exponent}")
            if not 0 < step < float("inf"):
                continue
            first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
            if last - first < most:
                return [_multiple(n, factor, exponent) for n in range(first, last + 1)], step
    return [], 1.0


def _multiple(number: int, factor: float, exponent: int) -> float:
    """Return number · factor · 10^exponent, rounded once, so that 3 · 0.1 is 0.3."""
    return float(f"{number * factor}e{exponent}")


def _powers(low: float, high: float, most: int) -> list[float]:
    """Return 1, 2 and 5 times powers of ten, or fewer of them, or every second or third power."""
    first, last = floor(low), ceil(high)
    fewer: list[float] = []
    for factors in ((1, 2, 5), (1, 5), (1, 2), (1,)):
        if len(factors) * (high - low) <= most + 1:
            found = [
                float(f"{factor}e{power}")
                for power in range(first, last + 1)
                for factor in factors
                if low - 1e-9 <= power + log10(factor) <= high + 1e-9
            ]
            if _ENOUGH <= len(found) <= most:
                return found
            if len(fewer) < len(found) <= most:
                fewer = found
    if len(fewer) == 2:
        return fewer
    every = max(2, ceil((high - low) / max(most - 1, 1)))
    return [
        float(f"1e{power}")
        for power in range(first, last + 1)
        if power % every == 0 and low - 1e-9 <= power <= high + 1e-9
    ]


def _texts(values: list[float], step: float) -> list[str]:
    """Write multiples of a step in one notation."""
    largest = max((abs(value) for value in values), default=0.0)
    if _has_exponent(step) or _has_exponent(largest):
        digits = max(0, floor(log10(largest)) - _last_place(step)) if largest else 0
        return [_with_exponent(value, digits) for value in values]
    places = max(0, -_last_place(step))
    return [f"{value:.{places}f}".replace("-", MINUS) for value in values]


def _last_place(step: float) -> int:
    """Return the power of ten of the last digit of a step."""
    return floor(log10(step)) - f"{step:e}".startswith("2.5")


def _texts_of_powers(values: list[float]) -> list[str]:
    """Write 1, 2, 5 times powers of ten in one notation."""
    if any(_has_exponent(value) for value in values):
        return [_with_exponent(value, 0) for value in values]
    return [f"{value:.{max(0, -floor(log10(value)))}f}" for value in values]


def _has_exponent(value: float) -> bool:
    return value != 0 and not _PLAIN[0] <= floor(log10(abs(value))) <= _PLAIN[1]


def _with_exponent(value: float, digits: int) -> str:
    if not value:
        return "0"
    mantissa, exponent = f"{value:.{digits}e}".replace("-", MINUS).split("e")
    power = int(exponent.replace(MINUS, "-"))
    if not digits and power in {0, 1}:  # 1, 2, 10, 20
        return f"{mantissa}{'0' * power}"
    factor = mantissa.removesuffix("1") if mantissa in {"1", f"{MINUS}1"} else f"{mantissa}·"
    return f"{factor}10{str(power).translate(_SUPERSCRIPTS)}"


def _count(number: float) -> str:
    for size, letter in _SIZES:
        if abs(number) >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"
