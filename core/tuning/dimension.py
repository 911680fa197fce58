"""What one hyperparameter may be in a search: a range, or some values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.foundation.errors import HyperparameterError, SearchError
from core.foundation.json_file import shorten
from core.hyperparameters.fields import Field, Integer, Real, Value

if TYPE_CHECKING:
    from optuna import Trial

Parameter = int | float | str
"""As Optuna keeps a value: one that was chosen from several is kept as its text."""
_RANGE = {"from", "to", "scale", "step"}
_MOST_CHOICES = 1000
_MOST_STEPS = 1_000_000
"""Of numbers that are not whole: finer ones are lost to rounding."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers between two, both included; with a step, every so manyth of them."""

    low: float
    high: float
    logarithmic: bool
    step: float | None

    def suggest(self, trial: "Trial", name: str, field: Field) -> Value:
        """The value that the sampler of `trial` proposes."""
        if isinstance(field, Integer):
            step = int(self.step or 1)
            return trial.suggest_int(
                name, int(self.low), int(self.high), step=step, log=self.logarithmic
            )
        value = trial.suggest_float(name, self.low, self.high, step=self.step, log=self.logarithmic)
        # The last of many steps may be past the end by a rounding.
        return min(max(value, self.low), self.high)

    def grid(self, field: Field) -> list[Parameter]:
        """All values. Raises SearchError where there is no end of them."""
        step = 1 if isinstance(field, Integer) and self.step is None else self.step
        if step is None or self.logarithmic:
            raise SearchError("a grid needs a linear range with a step, or values to choose")
        count = int((self.high - self.low) / step + _ROUNDING) + 1
        values = [self.low + number * step for number in range(min(count, _MOST_CHOICES + 1))]
        if count > _MOST_CHOICES:
            raise SearchError(f"a grid of more than {_MOST_CHOICES:,} values has no end")
        return [int(v) if isinstance(field, Integer) else float(f"{v:.12g}") for v in values]

    def candidates(self, field: Field) -> list[Value]:
        """Its two ends."""
        return [
            field.check(int(v) if isinstance(field, Integer) else v) for v in (self.low, self.high)
        ]

    def to_dict(self) -> dict[str, object]:
        """Plain values, fit for JSON."""
        return {"from": self.low, "to": self.high, "log": self.logarithmic, "step": self.step}


@dataclass(frozen=True, slots=True)
class Choose:
    """One of several values, each as the text that its field reads."""

    texts: tuple[str, ...]

    def suggest(self, trial: "Trial", name: str, field: Field) -> Value:
        """The value that the sampler of `trial` proposes."""
        return field.parse(trial.suggest_categorical(name, self.texts))

    def grid(self, _: Field) -> list[Parameter]:
        """All values."""
        return list(self.texts)

    def candidates(self, field: Field) -> list[Value]:
        """All values."""
        return [field.parse(text) for text in self.texts]

    def to_dict(self) -> dict[str, object]:
        """Plain values, fit for JSON."""
        return {"choose": list(self.texts)}


Dimension = Range | Choose


def read_dimension(field: Field, told: object) -> Dimension:
    """From a table such as `{ from = 1e-4, to = 1, scale = "log" }` or `{ choose = [20, 30] }`.

    Raises SearchError or HyperparameterError.
    """
    if not isinstance(told, Mapping):
        raise SearchError("expected { from = …, to = … } or { choose = […] }")
    if "choose" in told:
        return _choose(field, told)
    unknown = set(told) - _RANGE
    if unknown or not {"from", "to"} <= set(told):
        wrong = (
            f"“{shorten(min(unknown))}” is unknown here"
            if unknown
            else "from and to are both needed"
        )
        raise SearchError(f"{wrong}; expected from, to, and perhaps scale and step; or choose")
    return _range(field, told)


def value_of(field: Field, parameter: object) -> Value:
    """A value that Optuna has kept. Raises HyperparameterError where it is none of the field's."""
    if isinstance(parameter, str):
        return field.parse(parameter)
    return field.check(parameter)


def _choose(field: Field, told: Mapping[str, object]) -> Choose:
    values = told["choose"]
    if len(told) > 1:
        raise SearchError("choose stands alone, without from, to, scale or step")
    if not isinstance(values, list) or not 1 <= len(values) <= _MOST_CHOICES:
        raise SearchError(f"choose needs a list of 1 to {_MOST_CHOICES:,} values")
    texts = tuple(field.format(field.check(value)) for value in values)
    if len(set(texts)) < len(texts):
        raise SearchError("choose names a value twice")
    return Choose(texts)


def _range(field: Field, told: Mapping[str, object]) -> Range:
    if not isinstance(field, Integer | Real):
        raise SearchError("its values are no numbers: choose = […] lists them")
    low, high = (_number(field, told[name]) for name in ("from", "to"))
    if low >= high:
        raise SearchError("from must be less than to")
    scale, step = told.get("scale", "linear"), told.get("step")
    if scale not in ("linear", "log"):
        raise SearchError('scale is "linear" or "log"')
    if scale == "log" and low <= 0:
        raise SearchError("a logarithmic scale begins above 0")
    if step is None:
        return Range(low, high, scale == "log", None)
    if scale == "log":
        raise SearchError("a step goes with the linear scale; choose = […] lists values")
    checked = _step(field, step, high - low)
    return Range(low, _last(low, high, checked), False, checked)


def _number(field: Field, told: object) -> float:
    value = field.check(told)
    if isinstance(value, int | float):
        return value
    raise HyperparameterError(f"“{shorten(told)}” is not a number")


def _step(field: Field, told: object, width: float) -> float:
    whole = isinstance(field, Integer)
    if isinstance(told, bool) or not isinstance(told, int if whole else int | float):
        raise SearchError(f"step must be a {'whole ' if whole else ''}number")
    if not 0 < told <= width:
        raise SearchError("step must be above 0, and at most as wide as the range")
    if not whole and told < width / _MOST_STEPS:
        raise SearchError(f"a step so small makes more than {_MOST_STEPS:,} values; leave it out")
    return told


def _last(low: float, high: float, step: float) -> float:
    """The last value that a number of steps reaches."""
    return float(f"{low + int((high - low) / step + _ROUNDING) * step:.12g}")
