"""Runs trials, one after the other, until the study has as many as it is to have."""

import time
from collections.abc import Callable

from core.search.backend import storage_problems
from core.search.trial import TrialRunner

_PAUSE = 0.25
"""Seconds between two looks at trials that others run."""


def run_trials(runner: TrialRunner, total: int, tell: Callable[[], object]) -> None:
    """Run trials until there are `total`, by whatever processes, or the runner is to stop.

    `tell` is called when something may have changed. Raises SearchError where the storage fails,
    and RunError or ModelError where a run cannot be written.
    """
    study, done = runner.study, False
    while not (done or runner.stopping()):
        with storage_problems(study.storage):
            ran = study.run_next(total, runner.run)
            done = study.has(total)
        tell()
        if not (ran or done):
            time.sleep(_PAUSE)
