"""The result of a trial, and how results are ordered and plotted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from core.foundation.errors import HyperparameterError
from core.foundation.json_file import check_real, single_line
from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS, with_present_names
from core.plots.parallel_coordinates import Metric, Scale, TrialPoint
from core.tuning.dimension import Range, value_of
from core.tuning.space import SearchSpace

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

State = Literal["complete", "pruned", "diverged", "failed"]
RUN, REASON, DIVERGED = "run", "reason", "diverged"
"""User attributes of a trial: its run, why it is not complete, and whether that has diverged."""
_LONGEST = 4096
"""Characters of a path, and of a reason."""
FEWEST_FOR_IMPORTANCE = 4
"""The fewest complete trials from which the importance of settings is computed."""
_MOST_NUMBERS = 5
"""Trials that are named in a sentence."""
STOPPED = "It was stopped."
"""The reason of a trial that failed because the user stopped the search."""
_KILLED = "Its process ended unexpectedly."
_STATES: dict[str, State] = {"COMPLETE": "complete", "PRUNED": "pruned", "FAIL": "failed"}


@dataclass(frozen=True, slots=True)
class TrialResult:
    """A trial that has ended."""

    number: int
    """Counted from 0, as Optuna and files count."""
    state: State
    value: float | None
    """The value of the metric; of a pruned or diverged trial that of its last epoch."""
    settings: Mapping[str, Value]
    """The settings that were tried."""
    run: str
    """The path of its run on the machine that made it; empty where there is none."""
    reason: str = ""
    """Why the trial is not complete."""

    @property
    def ordinal(self) -> int:
        """The number of the trial for people, who count from 1."""
        return self.number + 1

    @classmethod
    def of(cls, trial: "FrozenTrial") -> "TrialResult":
        """Return the result of a trial of Optuna that has ended."""
        attributes = trial.user_attrs
        state = _STATES[trial.state.name]
        if state == "pruned" and attributes.get(DIVERGED) is True:
            state = "diverged"
        return cls(
            trial.number,
            state,
            _value(trial),
            _settings(trial.params),
            single_line(str(attributes.get(RUN, "")), _LONGEST),
            single_line(
                str(attributes.get(REASON, _KILLED if state == "failed" else "")), _LONGEST
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "number": self.number,
            "state": self.state,
            "value": self.value,
            "settings": dict(self.settings),
            "run": self.run,
            "reason": self.reason,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrialResult":
        """Read what `to_dict` returned, after JSON."""
        settings = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values["settings"].items()
        }
        return cls(
            values["number"],
            values["state"],
            values["value"],
            settings,
            values["run"],
            values["reason"],
        )


def best_first(results: Iterable[TrialResult], *, lower_is_better: bool) -> list[TrialResult]:
    """Return the complete trials, the best first."""
    sign = 1 if lower_is_better else -1
    complete = [each for each in results if each.state == "complete" and each.value is not None]
    return sorted(complete, key=lambda each: (sign * (each.value or 0.0), each.number))


def tied_best(best: Sequence[TrialResult]) -> Sequence[TrialResult]:
    """Return those of `best_first` that have the value of the first one."""
    return [each for each in best if each.value == best[0].value]


def tie_text(tied: Sequence[TrialResult], value: str) -> str:
    """Return a sentence on trials that share the best value; empty where only one has it."""
    if len(tied) < 2:
        return ""
    numbers = [f"{each.ordinal:,}" for each in tied[:_MOST_NUMBERS]]
    more = len(tied) - len(numbers)
    last = f"{more:,} more" if more else numbers.pop()
    return (
        f"{len(tied):,} trials tie at {value} ({', '.join(numbers)} and {last}); "
        "the first is taken."
    )


def metric_of(*, lower_is_better: bool) -> Metric:
    """Return the metric of a search for its plots."""
    label = "Validation loss\n(per image)" if lower_is_better else "Validation accuracy\n(%)"
    return Metric(label, lower_is_better)


def scales_of(space: SearchSpace) -> dict[str, Scale]:
    """Return the scales of the ranges of a search for its plots, by hyperparameter."""
    return {
        name: Scale(each.low, each.high, each.logarithmic)
        for name, each in space.dimensions.items()
        if isinstance(each, Range)
    }


def trial_points(results: Sequence[TrialResult], metric: Metric) -> list[TrialPoint]:
    """Return the complete trials as points of a plot; accuracies are in percent."""
    factor = 1 if metric.lower_is_better else 100
    return [
        TrialPoint(each.settings, factor * each.value)
        for each in results
        if each.state == "complete" and each.value is not None
    ]


def _value(trial: "FrozenTrial") -> float | None:
    """Return the value of a trial; None where it has no finite one."""
    try:
        (value,) = trial.values or (None,)
        return None if value is None else check_real(value)
    except (TypeError, ValueError):
        return None


def _settings(parameters: Mapping[str, object]) -> dict[str, Value]:
    """Return the settings of a trial, without invalid ones of other programs."""
    valid = {}
    for name, parameter in with_present_names(parameters).items():
        if name in FIELDS:
            try:
                valid[name] = value_of(FIELDS[name], parameter)
            except HyperparameterError:
                continue
    return {name: valid[name] for name in FIELDS if name in valid}
