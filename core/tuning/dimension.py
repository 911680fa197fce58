"""A dimension of a search space: the range or the values of one hyperparameter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.foundation.errors import HyperparameterError, SearchError
from core.foundation.json_file import shorten
from core.hyperparameters.fields import Field, Integer, Real, Value

if TYPE_CHECKING:
    from optuna import Trial

Parameter = int | float | str
"""A value as Optuna stores it; a value chosen from several is stored as its text."""
_RANGE = {"from", "to", "scale", "step"}
_MOST_CHOICES = 1000
_MOST_STEPS = 1_000_000
"""Steps of real numbers: finer ones are lost to rounding."""
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers between two, both included, or those at multiples of a step."""

    low: float
    high: float
    logarithmic: bool
    step: float | None

    def suggest(self, trial: "Trial", name: str, field: Field) -> Value:
        """Return the value that the sampler of `trial` proposes."""
        if isinstance(field, Integer):
            step = int(self.step or 1)
            return trial.suggest_int(
                name, int(self.low), int(self.high), step=step, log=self.logarithmic
            )
        value = trial.suggest_float(name, self.low, self.high, step=self.step, log=self.logarithmic)
        # Rounding may move the last of many steps past the end.
        return min(max(value, self.low), self.high)

    def grid(self, field: Field) -> list[Parameter]:
        """Return all values. Raises SearchError where there are infinitely or too many."""
        step = 1 if isinstance(field, Integer) and self.step is None else self.step
        if step is None or self.logarithmic:
            raise SearchError("a grid needs a linear range with a step, or values to choose")
        count = int((self.high - self.low) / step + _ROUNDING) + 1
        values = [self.low + number * step for number in range(min(count, _MOST_CHOICES + 1))]
        if count > _MOST_CHOICES:
            raise SearchError(f"a grid may have at most {_MOST_CHOICES:,} values")
        return [int(v) if isinstance(field, Integer) else float(f"{v:.12g}") for v in values]

    def candidates(self, field: Field) -> list[Value]:
        """Return both ends."""
        return [
            field.check(int(v) if isinstance(field, Integer) else v) for v in (self.low, self.high)
        ]

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {"from": self.low, "to": self.high, "log": self.logarithmic, "step": self.step}


@dataclass(frozen=True, slots=True)
class Options:
    """A choice of several values, each as a text that its field parses."""

    texts: tuple[str, ...]

    def suggest(self, trial: "Trial", name: str, field: Field) -> Value:
        """Return the value that the sampler of `trial` proposes."""
        return field.parse(trial.suggest_categorical(name, self.texts))

    def grid(self, _: Field) -> list[Parameter]:
        """Return all values."""
        return list(self.texts)

    def candidates(self, field: Field) -> list[Value]:
        """Return all values."""
        return [field.parse(text) for text in self.texts]

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {"choose": list(self.texts)}


Dimension = Range | Options


def read_dimension(field: Field, table: object) -> Dimension:
    """Read a table such as `{ from = 1e-4, to = 1, scale = "log" }` or `{ choose = [20, 30] }`.

    Raises SearchError or HyperparameterError.
    """
    if not isinstance(table, Mapping):
        raise SearchError("expected { from = …, to = … } or { choose = […] }")
    if "choose" in table:
        return _choose(field, table)
    unknown = set(table) - _RANGE
    if unknown or not {"from", "to"} <= set(table):
        wrong = (
            f"“{shorten(min(unknown))}” is unknown here"
            if unknown
            else "from and to are both needed"
        )
        raise SearchError(f"{wrong}; expected from, to, and perhaps scale and step; or choose")
    return _range(field, table)


def value_of(field: Field, parameter: object) -> Value:
    """Return a value that Optuna has stored. Raises HyperparameterError for an invalid one."""
    if isinstance(parameter, str):
        return field.parse(parameter)
    return field.check(parameter)


def _choose(field: Field, table: Mapping[str, object]) -> Options:
    values = table["choose"]
    if len(table) > 1:
        raise SearchError("choose excludes from, to, scale and step")
    if not isinstance(values, list) or not 1 <= len(values) <= _MOST_CHOICES:
        raise SearchError(f"choose needs a list of 1 to {_MOST_CHOICES:,} values")
    texts = tuple(field.format(field.check(value)) for value in values)
    if len(set(texts)) < len(texts):
        raise SearchError("choose names a value twice")
    return Options(texts)


def _range(field: Field, table: Mapping[str, object]) -> Range:
    if not isinstance(field, Integer | Real):
        raise SearchError("its values are not numbers: list them with choose = […]")
    low, high = (_number(field, table[name]) for name in ("from", "to"))
    if low >= high:
        raise SearchError("from must be less than to")
    scale, step = table.get("scale", "linear"), table.get("step")
    if scale not in ("linear", "log"):
        raise SearchError('scale is "linear" or "log"')
    if scale == "log" and low <= 0:
        raise SearchError("a logarithmic scale must begin above 0")
    if step is None:
        return Range(low, high, scale == "log", None)
    if scale == "log":
        raise SearchError("a step needs a linear scale; list values with choose = […]")
    checked = _step(field, step, high - low)
    return Range(low, _last(low, high, checked), False, checked)


def _number(field: Field, table: object) -> float:
    value = field.check(table)
    if isinstance(value, int | float):
        return value
    raise HyperparameterError(f"“{shorten(table)}” is not a number")


def _step(field: Field, table: object, width: float) -> float:
    whole = isinstance(field, Integer)
    if isinstance(table, bool) or not isinstance(table, int if whole else int | float):
        raise SearchError(f"step must be a {'whole ' if whole else ''}number")
    if not 0 < table <= width * (1 + _ROUNDING):
        raise SearchError("step must be above 0, and at most as wide as the range")
    if not whole and table < width / _MOST_STEPS:
        raise SearchError(f"so small a step makes more than {_MOST_STEPS:,} values; omit it")
    return table


def _last(low: float, high: float, step: float) -> float:
    """Return the last value that a whole number of steps reaches."""
    return float(f"{low + int((high - low) / step + _ROUNDING) * step:.12g}")
