"""Makes trials, one after the other, until the study has as many as it is to have."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.errors import ModelError, RunError
from core.search.backend import storage_problems
from core.search.trial import Workplace

if TYPE_CHECKING:
    from optuna import Trial

_PAUSE = 0.25
"""Seconds between two looks at trials that others make."""


def work(place: Workplace, total: int, tell: Callable[[], object]) -> None:
    """Make trials until there are `total`, by whomever, or the place says to stop.

    `tell` is called when something may have changed. Raises SearchError where the storage fails,
    and RunError or ModelError where a run cannot be written.
    """
    study = place.study
    while not place.stopping():
        with storage_problems(study.storage):
            study.bury()
            trial = study.claim(total)
            done = trial is None and study.has(total)
            if trial is not None:
                _make(place, trial)
        tell()
        if done:
            return
        if trial is None:
            time.sleep(_PAUSE)


def _make(place: Workplace, trial: "Trial") -> None:
    try:
        place.make(trial)
    except (RunError, ModelError) as error:
        place.study.fail(trial, str(error))
        raise
