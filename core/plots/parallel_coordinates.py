"""The layout of parallel coordinates, which the figure of a search and the window share."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

from core.foundation.errors import HyperparameterError
from core.hyperparameters.fields import Choice, Field, Integer, Value
from core.hyperparameters.schema import FIELDS, display_setting
from core.plots.ticks import linear_ticks, logarithmic_ticks

_MOST_TICKS = 7
_MOST_NAMES = 12
"""The most values on one axis that are all labeled."""
_WIDE = 20
"""The ratio of two ends from which an axis without a given scale is logarithmic."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of a number that is searched."""

    low: float
    high: float
    logarithmic: bool


@dataclass(frozen=True, slots=True)
class TrialPoint:
    """A completed trial: its settings and the value that it reached."""

    settings: Mapping[str, Value]
    value: float


@dataclass(frozen=True, slots=True)
class Metric:
    """The quantity by which trials are compared."""

    label: str
    """With its unit."""
    lower_is_better: bool


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One axis. Numbers lie on a linear or logarithmic scale, other values side by side."""

    label: str
    values: tuple[Value, ...]
    """The values side by side; for numbers on a scale, the least and the greatest."""
    texts: tuple[str, ...] = ()
    """The texts of values side by side, as in the form; empty for numbers on a scale."""
    logarithmic: bool = False
    name: str = ""
    """The field in whose notation numbers are written; empty for what is no hyperparameter."""

    @classmethod
    def of_field(cls, name: str, values: Sequence[Value], scale: Scale | None = None) -> Self:
        """Return the axis of a hyperparameter with these values.

        Numbers from a range lie on its scale, from end to end. Without `scale`, a few values, such
        as those of a list, stand side by side.
        """
        field, distinct = FIELDS[name], list(dict.fromkeys(values))
        label = f"{field.label}\n({field.added_unit})" if field.added_unit else field.label
        numbers = [value for value in distinct if isinstance(value, int | float)]
        if len(numbers) == len(distinct) and (scale is not None or len(numbers) > _MOST_NAMES):
            ends = (scale.low, scale.high) if scale is not None else ()
            low, high = min([*numbers, *ends]), max([*numbers, *ends])
            wide = low > 0 and high / low >= _WIDE
            logarithmic = wide if scale is None else scale.logarithmic and low > 0
            return cls(label, (low, high), logarithmic=logarithmic, name=name)
        distinct = sorted(distinct, key=lambda value: _rank(field, value))
        texts = tuple(_tick_text(name, value) for value in distinct)
        return cls(label, tuple(distinct), texts)

    @classmethod
    def of_numbers(cls, label: str, numbers: Sequence[float]) -> Self:
        """Return a linear axis from the least to the greatest of some numbers."""
        return cls(label, (min(numbers, default=0.0), max(numbers, default=1.0)))

    def position(self, value: Value) -> float:
        """Return the position of a value, from 0 at the bottom to 1."""
        if self.texts:
            index = self.values.index(value)
            return (index + 0.5) / len(self.texts)
        low, high, at = (self._scaled(each) for each in (*self.values, value))
        return (at - low) / (high - low) if high > low else 0.5

    def ticks(self) -> list[tuple[float, str]]:
        """Return the positions of the ticks, and their texts."""
        if self.texts:
            every = math.ceil(len(self.texts) / _MOST_NAMES)
            places = enumerate(self.texts)
            return [((i + 0.5) / len(self.texts), t) for i, t in places if i % every == 0]
        low, high = (self._scaled(each) for each in self.values)
        if low == high:
            return [(0.5, self._written(f"{self.values[0]:.4g}"))]
        make = logarithmic_ticks if self.logarithmic else linear_ticks
        ticks = make(low, high, _MOST_TICKS)
        numbers = [10.0**at if self.logarithmic else at for at in ticks.positions]
        written = [
            self._written(f"{number:.6g}") if self.name else text
            for number, text in zip(numbers, ticks.texts, strict=True)
        ]
        return [
            ((at - low) / (high - low), text)
            for at, number, text in zip(ticks.positions, numbers, written, strict=True)
            if not self._is_whole or float(f"{number:.6g}").is_integer()
        ]

    def _written(self, text: str) -> str:
        """Return a number as the form shows it."""
        if not self.name:
            return text
        return display_setting(self.name, int(float(text)) if self._is_whole else float(text))

    @property
    def _is_whole(self) -> bool:
        return bool(self.name) and isinstance(FIELDS[self.name], Integer)

    def _scaled(self, value: Value) -> float:
        number = float(value)  # type: ignore[arg-type]
        return math.log10(number) if self.logarithmic else number


@dataclass(frozen=True, slots=True)
class ParallelLayout:
    """The axes of some trials: one for each setting, and the last one for the metric."""

    settings: dict[str, Coordinate]
    metric: Coordinate

    @classmethod
    def of(
        cls,
        points: Sequence[TrialPoint],
        metric: Metric,
        scales: Mapping[str, Scale] = MappingProxyType({}),
    ) -> Self:
        """Return the layout for some trials; `scales` are those of the ranges that are searched."""
        names = [name for name in FIELDS if any(name in point.settings for point in points)]
        settings = {
            name: Coordinate.of_field(
                name, [p.settings[name] for p in points if name in p.settings], scales.get(name)
            )
            for name in names
        }
        return cls(settings, Coordinate.of_numbers(metric.label, [p.value for p in points]))

    @property
    def axes(self) -> list[Coordinate]:
        """All axes from left to right."""
        return [*self.settings.values(), self.metric]

    def corners(self, point: TrialPoint) -> list[tuple[int, float]]:
        """Return where the line of a trial meets the axes, as their numbers and the positions.

        The line has no corner at the axis of a setting that the trial does not have.
        """
        corners = [
            (number, axis.position(point.settings[name]))
            for number, (name, axis) in enumerate(self.settings.items())
            if name in point.settings
        ]
        return [*corners, (len(self.settings), self.metric.position(point.value))]


def rank_trials(points: Sequence[TrialPoint], metric: Metric) -> list[tuple[float, TrialPoint]]:
    """Return the trials from the worst, with the faintest shade, to the best, with a shade of 1.

    Shades follow the rank: by value, one very bad trial would leave no shades for the others.
    Trials with the same value have the same shade.
    """
    rising = sorted(points, key=lambda each: each.value, reverse=metric.lower_is_better)
    ranks = {point.value: rank for rank, point in enumerate(rising)}
    highest = len(rising) - 1
    return [(ranks[point.value] / highest if highest else 1.0, point) for point in rising]


def _rank(field: Field, value: Value) -> Any:
    """Return the key by which values side by side are ordered: as in the form, or by size."""
    if isinstance(field, Choice):
        names = list(field.options)
        return (names.index(str(value)) if value in names else len(names), str(value))
    return value


def _tick_text(name: str, value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    try:
        return display_setting(name, value)
    except (HyperparameterError, KeyError):
        return str(value)  # an option that this version does not have
