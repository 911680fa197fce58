"""Finds trials whose process has died, on this machine at once and on others after a while."""

import platform
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from core.locks import is_locked
from core.runs.layout import LOCK

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

BEAT = 10.0
"""Seconds between two signs of life of a trial."""
SILENCE = 90.0
"""Seconds without one after which a trial counts as dead."""


def host() -> str:
    """The name of this machine."""
    return platform.node()


class Vigil:
    """Watches trials that run. Times are its own: the clocks of machines differ."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[object, float]] = {}
        """By number of the trial, its last sign of life and when that was new."""

    def dead(self, running: Iterable["FrozenTrial"]) -> list["FrozenTrial"]:
        """Those of the running ones that nobody runs any more."""
        return [trial for trial in running if self._is_silent(trial) or _is_abandoned(trial)]

    def _is_silent(self, trial: "FrozenTrial") -> bool:
        sign = (trial.user_attrs.get("beat"), len(trial.intermediate_values))
        known, since = self._seen.get(trial.number, (None, 0.0))
        if sign != known:
            self._seen[trial.number] = sign, time.monotonic()
            return False
        return time.monotonic() - since > SILENCE


def _is_abandoned(trial: "FrozenTrial") -> bool:
    """Whether its run is on this machine, and no process holds it."""
    run = trial.user_attrs.get("run")
    if not isinstance(run, str) or trial.user_attrs.get("host") != host():
        return False
    lock = Path(run) / LOCK
    return lock.exists() and not is_locked(lock)
