"""Axes of parallel coordinates: where on a line from 0 to 1 a setting lies."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS

_TICKS = 5
_MOST_NAMES = 12
"""Values on one axis that are all named."""


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One axis. Numbers lie on a linear or logarithmic scale, other values side by side."""

    label: str
    values: tuple[Value, ...]
    """Those that there are; of numbers, the least and the greatest."""
    texts: tuple[str, ...] = ()
    """Of values side by side; empty for numbers."""
    logarithmic: bool = False

    @classmethod
    def of_field(cls, name: str, values: Sequence[Value]) -> Self:
        """The axis of a hyperparameter that had these values. Few numbers stand side by side."""
        field, found = FIELDS[name], list(dict.fromkeys(values))
        label = f"{field.label}\n({field.unit})" if field.unit else field.label
        numbers = [value for value in found if isinstance(value, int | float)]
        if len(numbers) == len(found) > _TICKS:
            low, high = min(numbers), max(numbers)
            return cls(label, (low, high), logarithmic=low > 0 and high / low >= 20)
        found = sorted(numbers) if len(numbers) == len(found) else found
        return cls(label, tuple(found), tuple(_shown(name, value) for value in found))

    @classmethod
    def of_numbers(cls, label: str, numbers: Sequence[float]) -> Self:
        """The axis of what came of the trials."""
        return cls(label, (min(numbers, default=0.0), max(numbers, default=1.0)))

    def position(self, value: Value) -> float:
        """From 0, below, to 1."""
        if self.texts:
            index = self.values.index(value)
            return (index + 0.5) / len(self.texts)
        low, high, at = (self._scaled(each) for each in (*self.values, value))
        return (at - low) / (high - low) if high > low else 0.5

    def ticks(self) -> list[tuple[float, str]]:
        """Positions, and what to write there."""
        if self.texts:
            every = math.ceil(len(self.texts) / _MOST_NAMES)
            places = enumerate(self.texts)
            return [((i + 0.5) / len(self.texts), t) for i, t in places if i % every == 0]
        low, high = (self._scaled(each) for each in self.values)
        if low == high:
            return [(0.5, f"{self.values[0]:.4g}")]
        steps = [i / (_TICKS - 1) for i in range(_TICKS)]
        numbers = [low + step * (high - low) for step in steps]
        plain = [10**number if self.logarithmic else number for number in numbers]
        return [(step, f"{number:.3g}") for step, number in zip(steps, plain, strict=True)]

    def _scaled(self, value: Value) -> float:
        number = float(value)  # type: ignore[arg-type]
        return math.log10(number) if self.logarithmic else number


def _shown(name: str, value: Value) -> str:
    text = f"{value:.3g}" if isinstance(value, float) else FIELDS[name].format(value)
    return text or "none"
