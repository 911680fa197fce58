"""The curves of a saved run, to be drawn beside those of a training."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from core.runs.run import Run

Values = npt.NDArray[np.float64]
MOST_RUNS = 8
"""The number of runs whose colors can still be told apart."""
_LONGEST = 1e9
"""Seconds: the longest duration of an epoch that is used."""


@dataclass(frozen=True, slots=True, eq=False)
class RunCurves:
    """The metrics of a run at the ends of its epochs."""

    path: Path
    title: str
    color: int
    """The number of its color in the theme, from 0 to `MOST_RUNS` - 1."""
    images: int
    """The number of images in an epoch."""
    epochs: Values
    """(n,), increasing."""
    seconds: Values
    """(n,); the duration of each epoch without pauses."""
    metrics: Mapping[str, Values]
    """(n,) each; accuracies are fractions."""


def curves_of(run: "Run", title: str, color: int) -> RunCurves:
    """Return the curves of a run, without epochs that are out of order."""
    from core.runs.summary import METRICS

    ends, last = [], 0
    for end in run.epochs:
        if end.epoch > last:
            ends.append(end)
            last = end.epoch
    return RunCurves(
        run.path,
        title,
        color,
        run.settings.training_images,
        np.array([end.epoch for end in ends], np.float64),
        np.clip(np.array([end.seconds for end in ends], np.float64), 0, _LONGEST),
        {name: np.array([getattr(end, name) for end in ends], np.float64) for name in METRICS},
    )
