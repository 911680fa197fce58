"""Which of the N trials of a study are taken.

Each has a slot, from 0 to N − 1. A trial that a process has left behind frees its slot, and
somebody else makes it again; so there are N in the end, and none twice.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

SLOT = "slot"
WITHDRAWN = "withdrawn"
"""Of a trial that another had begun already."""
FOR_GOOD = "for_good"
"""Of a failed trial that would fail again. All three are user attributes."""


def facts_of(trial: "FrozenTrial") -> Mapping[str, object]:
    """The user attributes of a trial; none where somebody else has written what are none."""
    told: object = trial.user_attrs
    return told if isinstance(told, dict) else {}


def slots_of(trials: Iterable["FrozenTrial"]) -> set[int]:
    """The slots that these trials hold."""
    told = (facts_of(trial).get(SLOT) for trial in trials if _holds_slot(trial))
    return {slot for slot in told if isinstance(slot, int)}


def _holds_slot(trial: "FrozenTrial") -> bool:
    from optuna.trial import TrialState

    return trial.state is not TrialState.FAIL or bool(facts_of(trial).get(FOR_GOOD))
