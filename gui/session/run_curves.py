"""The curves of a saved run, to be drawn beside those of a training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.hyperparameters.fields import Value
    from core.hyperparameters.schema import Hyperparameters
    from core.runs.run import Run
    from core.runs.run_series import RunSeries

MOST_RUNS = 8
"""The number of runs whose colors can still be told apart."""


@dataclass(frozen=True, slots=True, eq=False)
class RunCurves:
    """The metrics of a run at the ends of its epochs."""

    path: Path
    title: str
    color: int
    """The number of its color in the theme, from 0 to `MOST_RUNS` - 1."""
    images: int
    """The number of images in an epoch."""
    series: "RunSeries"
    diverged: bool = False
    deviation: "RunSeries | None" = None
    """Of the mean of several runs, the standard deviations, which are drawn as a band."""

    @property
    def label(self) -> str:
        """The title, and whether the run diverged."""
        return f"{self.title} (diverged)" if self.diverged else self.title


def curves_of(run: "Run", title: str, color: int) -> RunCurves:
    """Return the curves of a run."""
    from core.runs.run import RunState
    from core.runs.run_series import RunSeries

    images, diverged = run.settings.training_images, run.state is RunState.DIVERGED
    return RunCurves(run.path, title, color, images, RunSeries.of(run), diverged)


@dataclass(frozen=True, slots=True, eq=False)
class LastRun:
    """The last run of the library, as the curves show it."""

    title: str
    """Its name in the list of runs."""
    curves: RunCurves
    settings: "Hyperparameters"
    """The settings at its start."""
    changed: "Mapping[str, Value]"
    """The last values of what was changed during its training."""


def last_run_of(run: "Run", title: str) -> LastRun:
    """Return what the curves show of a run that is the last one."""
    changed: dict[str, Value] = {}
    for change in run.changes:
        changed |= change.values
    return LastRun(title, curves_of(run, title, 0), run.settings, changed)


def with_mean(runs: Sequence[RunCurves], mean: RunCurves | None) -> tuple[RunCurves, ...]:
    """Return runs together with the mean of others, in a color that is still free."""
    if mean is None:
        return tuple(runs)
    used = {run.color for run in runs}
    free = next((color for color in range(MOST_RUNS) if color not in used), MOST_RUNS - 1)
    return (*runs, replace(mean, color=free))
