"""What has come of a trial."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from core.foundation.errors import HyperparameterError
from core.foundation.json_file import check_real, single_line
from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS, with_present_names
from core.tuning.dimension import value_of

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

State = Literal["complete", "pruned", "failed"]
_LONGEST = 4096
"""Letters of a path, and of a reason."""
_KILLED = "Its process ended unexpectedly."
_STATES: dict[str, State] = {"COMPLETE": "complete", "PRUNED": "pruned", "FAIL": "failed"}


@dataclass(frozen=True, slots=True)
class TrialResult:
    """A trial that has ended."""

    number: int
    state: State
    value: float | None
    """Of the metric; where it was pruned, that of its last epoch."""
    settings: Mapping[str, Value]
    """Those that were tried."""
    run: str
    """The path of its run's folder, on the machine that made it; empty where there is none."""
    reason: str = ""
    """Why it is not complete."""

    @classmethod
    def of(cls, trial: "FrozenTrial") -> "TrialResult":
        """From what Optuna keeps of a trial that has ended."""
        told = trial.user_attrs
        state = _STATES[trial.state.name]
        return cls(
            trial.number,
            state,
            _value(trial),
            _settings(trial.params),
            single_line(str(told.get("run", "")), _LONGEST),
            single_line(str(told.get("reason", _KILLED if state == "failed" else "")), _LONGEST),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""
        return {
            "number": self.number,
            "state": self.state,
            "value": self.value,
            "settings": dict(self.settings),
            "run": self.run,
            "reason": self.reason,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "TrialResult":
        """From what `to_dict` gave and JSON has kept."""
        settings = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in told["settings"].items()
        }
        return cls(
            told["number"], told["state"], told["value"], settings, told["run"], told["reason"]
        )


def best_first(results: Iterable[TrialResult], *, lower_is_better: bool) -> list[TrialResult]:
    """Those that are complete, in the order of their values."""
    sign = 1 if lower_is_better else -1
    complete = [each for each in results if each.state == "complete" and each.value is not None]
    return sorted(complete, key=lambda each: (sign * (each.value or 0.0), each.number))


def _value(trial: "FrozenTrial") -> float | None:
    """What it came to; None for what is no number, whoever has written it."""
    try:
        (value,) = trial.values or (None,)
        return None if value is None else check_real(value)
    except (TypeError, ValueError):
        return None


def _settings(parameters: Mapping[str, object]) -> dict[str, Value]:
    """Without what is none of ours: somebody else may have written it."""
    found = {}
    for name, parameter in with_present_names(parameters).items():
        if name in FIELDS:
            try:
                found[name] = value_of(FIELDS[name], parameter)
            except HyperparameterError:
                continue
    return {name: found[name] for name in FIELDS if name in found}
