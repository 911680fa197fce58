"""The curves of a saved run, which are drawn beside those of a training."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.runs.run import Run
    from core.runs.run_series import RunSeries

MOST_RUNS = 8
"""The most runs that can be told apart by their colors."""


@dataclass(frozen=True, slots=True, eq=False)
class RunCurves:
    """The curves of one run, with its name and color."""

    path: Path
    title: str
    colour: int
    """The index of its color among the theme's colors of runs, from 0 to `MOST_RUNS` - 1."""
    images: int
    """The training images of an epoch."""
    series: "RunSeries"


def curves_of(run: "Run", title: str, colour: int) -> RunCurves:
    """Return the curves of a run."""
    from core.runs.run_series import RunSeries

    return RunCurves(run.path, title, colour, run.settings.training_images, RunSeries.of(run))
