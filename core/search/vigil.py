"""Finds trials whose process has died, on this machine at once and on others after a while."""

import platform
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from core.errors import SearchError
from core.files import is_file
from core.locks import HeldLock, is_locked
from core.search.slots import facts_of

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

HOST, LOCK = "host", "lock"
"""User attributes of trials: whose process makes them."""
BEAT = 10.0
"""Seconds between two signs of life of a trial."""
SILENCE = 90.0
"""Seconds without one after which a trial counts as dead."""


def host() -> str:
    """The name of this machine."""
    return platform.node()


@contextmanager
def proof_of_life() -> Iterator[Mapping[str, str]]:
    """What the trials of this process say of it: where it is, and a file that it locks.

    Raises SearchError where the file cannot be made.
    """
    path = Path(tempfile.gettempdir()) / f"inkling-search-{uuid4().hex}.lock"
    try:
        lock = HeldLock(path)
    except OSError as error:
        raise SearchError(f"{path} cannot be written.", str(error)) from error
    try:
        yield {HOST: host(), LOCK: str(path)}
    finally:
        lock.release()
    # Not after an error: a trial may have been left behind, and the file tells that nobody is.
    path.unlink(missing_ok=True)


class Vigil:
    """Watches trials that run. Times are its own: the clocks of machines differ."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[object, float]] = {}
        """By number of the trial, its last sign of life and when that was new."""

    def dead(self, running: Iterable["FrozenTrial"]) -> list["FrozenTrial"]:
        """Those of the running ones that nobody runs any more."""
        return [trial for trial in running if self._is_silent(trial) or _is_abandoned(trial)]

    def _is_silent(self, trial: "FrozenTrial") -> bool:
        sign = (facts_of(trial).get("beat"), len(trial.intermediate_values))
        known, since = self._seen.get(trial.number, (None, 0.0))
        if sign != known:
            self._seen[trial.number] = sign, time.monotonic()
            return False
        return time.monotonic() - since > SILENCE


def _is_abandoned(trial: "FrozenTrial") -> bool:
    """Whether its process was on this machine, and is no more."""
    told = facts_of(trial)
    lock = Path(str(told.get(LOCK)))
    return told.get(HOST) == host() and is_file(lock) and not is_locked(lock)
