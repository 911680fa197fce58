"""Names and numbers in the formulas of a training step, in LaTeX."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, isinf

import numpy as np

from core.inside.one_step import OneStep, WeightPath

_TERMS = 4
"""The largest terms of a sum, which are written out."""
_IN_LINE = 3
"""The most terms of a sum in one line."""
_DIGITS = 4
"""Significant digits of all numbers."""


@dataclass(frozen=True, slots=True)
class Formulas:
    """A part of the calculation."""

    title: str
    text: str
    """A sentence before the formulas."""
    latex: tuple[str, ...]
    """One formula for each line."""


def number(value: float) -> str:
    """Write a number in LaTeX, with four significant digits."""
    if not isfinite(value):
        sign = "-" if value < 0 else ""
        return rf"{sign}\infty" if isinf(value) else r"\mathrm{NaN}"
    mantissa, _, exponent = f"{value:.{_DIGITS}g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def factor(value: float) -> str:
    """Write a number so that it can stand after an operator."""
    text = number(value)
    return rf"({text})" if text.startswith("-") else text


def base(value: float) -> str:
    """Write a number so that it can have an exponent."""
    text = number(value)
    return rf"({text})" if text.startswith("-") or "^" in text else text


def upper(layer: int) -> str:
    """Write the number of a layer as an upper index, counted from 1."""
    return f"^{{({layer + 1})}}"


def unit_name(symbol: str, layer: int, unit: int | str) -> str:
    """Write a symbol with the numbers of a layer and of a unit."""
    return rf"{symbol}{upper(layer)}_{{{unit}}}"


def sum_name(step: OneStep, layer: int, unit: int) -> str:
    """Write the name of a weighted sum: a of an output, z of a hidden unit, as in the report."""
    return rf"a_{{{unit}}}" if layer == last_layer(step) else unit_name("z", layer, unit)


def value_name(layer: int, unit: int | str) -> str:
    """Write the name of an input of a layer: a pixel, or the output of a hidden unit."""
    return unit_name("h", layer - 1, unit) if layer else rf"x_{{{unit}}}"


def delta_name(step: OneStep, layer: int, unit: int) -> str:
    """Write the name of the derivative of the loss with respect to a weighted sum."""
    return rf"\delta_{{{unit}}}" if layer == last_layer(step) else unit_name(r"\delta", layer, unit)


def last_layer(step: OneStep) -> int:
    """Return the index of the output layer."""
    return len(step.layers) - 1


def weight_name(path: WeightPath) -> str:
    """Write the name of the chosen weight."""
    return rf"w{upper(path.layer)}_{{{path.source},{path.unit}}}"


def written_sum(
    name: str,
    terms: np.ndarray,
    write: Callable[[int], str],
    total: float,
    also: float | None = None,
) -> tuple[str, ...]:
    """Write the largest terms of a sum, the rest as one number, and the total, in short lines.

    Terms of 0 are left out.
    """
    order = np.argsort(-np.abs(np.nan_to_num(terms)), kind="stable")
    order = order[terms[order] != 0]
    shown = [int(each) for each in order[:_TERMS]]
    parts = [write(each) for each in shown]
    if len(order) > len(shown) or not shown:
        parts.append(factor(float(terms[order[_TERMS:]].sum())))
    if also is not None:
        parts.append(factor(also))
    parts[1:] = [rf"({part})" if part.startswith("-") else part for part in parts[1:]]
    lines = [" + ".join(parts[at : at + _IN_LINE]) for at in range(0, len(parts), _IN_LINE)]
    lines[-1] += f" = {number(total)}"
    return (f"{name} = {lines[0]}", *(rf"\qquad + {line}" for line in lines[1:]))
