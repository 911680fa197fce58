"""The curves of a saved run, to be drawn beside those of a training."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


def curves_of(run: "Run", title: str, color: int) -> RunCurves:
    """Return the curves of a run."""
    from core.runs.run_series import RunSeries

    return RunCurves(run.path, title, color, run.settings.training_images, RunSeries.of(run))
