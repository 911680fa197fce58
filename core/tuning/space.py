"""What is searched: settings that stay, settings that are tried, and how."""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from core.foundation.errors import HyperparameterError, SearchError
from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS, INTERDEPENDENT, Hyperparameters
from core.tuning.dimension import Dimension, Options, Parameter, value_of

Sampler = Literal["grid", "random", "tpe"]
Pruning = Literal["none", "median"]
Metric = Literal["validation_accuracy", "validation_loss"]
_LARGEST_GRID = 10_000
_MOST_LOOKED_AT = 10_000
"""Combinations, beforehand: more are not all of them wrong."""


@dataclass(frozen=True)
class SearchSpace:
    """A space file, read and checked."""

    name: str
    """Of the study, too."""
    preset: str
    base: Hyperparameters
    """The preset with the settings that stay."""
    fixed: Mapping[str, Value]
    """Those that are not the preset's."""
    dimensions: Mapping[str, Dimension]
    """By field; a field that decides whether others have a meaning comes before them."""
    sampler: Sampler
    pruning: Pruning
    metric: Metric
    trials: int
    """In all, by all processes on all machines."""
    seed: int
    storage: str = ""
    """Empty for an SQLite file in the user's data."""
    title: str = ""
    description: str = ""

    @property
    def lower_is_better(self) -> bool:
        """Of the metric."""
        return self.metric == "validation_loss"

    def settings(self, pick: Callable[[str, Dimension], Value]) -> dict[str, Value]:
        """A value for each field that has a meaning beside the others."""
        values: dict[str, Value] = {}
        for name, dimension in self.dimensions.items():
            if self._applies(name, values):
                values[name] = pick(name, dimension)
        return values

    @cached_property
    def grid(self) -> tuple[Mapping[str, Parameter], ...]:
        """All points of a grid, each once. Raises SearchError where there is no end of them."""
        columns = {name: _grid(name, dimension) for name, dimension in self.dimensions.items()}
        points = list(itertools.islice(self._points(columns, {}, {}), _LARGEST_GRID + 1))
        if len(points) > _LARGEST_GRID:
            raise SearchError(f"the grid has more than {_LARGEST_GRID:,} points")
        return tuple(points)

    def to_dict(self) -> dict[str, object]:
        """What must be the same for a study to be gone on with: plain values, fit for JSON."""
        return {
            "settings": {name: _plain(value) for name, value in self.base.to_dict().items()},
            "space": {name: each.to_dict() for name, each in self.dimensions.items()},
            "sampler": self.sampler,
            "pruning": self.pruning,
            "metric": self.metric,
            "seed": self.seed,
        }

    def check_some_fit(self) -> None:
        """Raise HyperparameterError where no values of the space fit each other: each trial would
        fail before it began."""
        names = [name for name in INTERDEPENDENT if name in self.dimensions]
        columns = [self.dimensions[name].candidates(FIELDS[name]) for name in names]
        problem: HyperparameterError | None = None
        for row in itertools.islice(itertools.product(*columns), _MOST_LOOKED_AT):
            try:
                self.base.with_values(dict(zip(names, row, strict=True)))
            except HyperparameterError as error:
                problem = error
            else:
                return
        if problem is not None and math.prod(map(len, columns)) <= _MOST_LOOKED_AT:
            raise problem

    def never_applies(self, name: str) -> bool:
        """Whether a field has no meaning whatever is chosen for the others."""
        only_for = FIELDS[name].only_for
        if only_for is None:
            return False
        other = self.dimensions.get(only_for[0])
        chosen = other.texts if isinstance(other, Options) else (getattr(self.base, only_for[0]),)
        return not set(chosen) & set(only_for[1])

    def _points(
        self,
        columns: Mapping[str, Sequence[Parameter]],
        point: Mapping[str, Parameter],
        values: Mapping[str, Value],
    ) -> Iterator[Mapping[str, Parameter]]:
        """All that go on from the beginning of one; fields without a meaning are left out of it,
        and their values are not gone through."""
        if not columns:
            yield point
            return
        name, *others = columns
        rest = {other: columns[other] for other in others}
        if not self._applies(name, values):
            yield from self._points(rest, point, values)
            return
        for parameter in columns[name]:
            value = value_of(FIELDS[name], parameter)
            yield from self._points(rest, {**point, name: parameter}, {**values, name: value})

    def _applies(self, name: str, values: Mapping[str, Value]) -> bool:
        only_for = FIELDS[name].only_for
        if only_for is None:
            return True
        return values.get(only_for[0], getattr(self.base, only_for[0])) in only_for[1]


def deciding_first(names: list[str]) -> list[str]:
    """Fields in the order of the form, but each after the one that gives it a meaning."""
    deciding = {field.only_for[0] for field in FIELDS.values() if field.only_for is not None}
    order = {name: number for number, name in enumerate(FIELDS)}
    return sorted(names, key=lambda name: (name not in deciding, order[name]))


def _grid(name: str, dimension: Dimension) -> list[Parameter]:
    try:
        return dimension.grid(FIELDS[name])
    except SearchError as error:
        raise SearchError(f"{name}: {error}") from error


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
