"""The search space: fixed settings, dimensions that are tried, and the way of the search."""

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
FIRST_PRUNED_EPOCH = 3
"""The first epoch after which a trial may be pruned; after its last one none is."""
COMPLETE_BEFORE_PRUNING = 5
"""Complete trials that are needed before others are compared with them."""
_LARGEST_GRID = 10_000
_MOST_LOOKED_AT = 10_000
"""Combinations of values that are checked before a search."""


@dataclass(frozen=True)
class SearchSpace:
    """The content of a space file."""

    name: str
    """The name of the space and of its study."""
    preset: str
    base: Hyperparameters
    """The preset with the fixed settings."""
    fixed: Mapping[str, Value]
    """The fixed settings that differ from the preset."""
    dimensions: Mapping[str, Dimension]
    """By field; a field on which the meaning of others depends comes before them."""
    sampler: Sampler
    pruning: Pruning
    metric: Metric
    trials: int
    """The total of all processes on all machines."""
    seed: int
    storage: str = ""
    """Empty for an SQLite file in the user's data."""
    title: str = ""
    description: str = ""

    @property
    def lower_is_better(self) -> bool:
        """Whether a lower value of the metric is better."""
        return self.metric == "validation_loss"

    def settings(self, pick: Callable[[str, Dimension], Value]) -> dict[str, Value]:
        """Pick a value for each field that has a meaning with the values of the others."""
        values: dict[str, Value] = {}
        for name, dimension in self.dimensions.items():
            if self._applies(name, values):
                values[name] = pick(name, dimension)
        return values

    @cached_property
    def grid(self) -> tuple[Mapping[str, Parameter], ...]:
        """All points of a grid. Raises SearchError where there are too many."""
        columns = {name: _grid(name, dimension) for name, dimension in self.dimensions.items()}
        points = list(itertools.islice(self._points(columns, {}, {}), _LARGEST_GRID + 1))
        if len(points) > _LARGEST_GRID:
            raise SearchError(f"the grid has more than {_LARGEST_GRID:,} points")
        return tuple(points)

    def to_dict(self) -> dict[str, object]:
        """Return what must not change when a study is resumed, as plain values for JSON."""
        return {
            "settings": {name: _plain(value) for name, value in self.base.to_dict().items()},
            "space": {name: each.to_dict() for name, each in self.dimensions.items()},
            "sampler": self.sampler,
            "pruning": self.pruning,
            "metric": self.metric,
            "seed": self.seed,
        }

    def check_some_fit(self) -> None:
        """Raise HyperparameterError where no values of the space are compatible with each other.

        Every trial would fail before its training.
        """
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
        """Return whether a field has no meaning for any values of the others."""
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
        """Yield all points that begin with `point`, without fields that have no meaning in them."""
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
    """Return fields in the order of the form, but each after the field on which it depends."""
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
