"""The curves of a run that is on the disk, to draw beside those of a training."""

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
"""At once: more cannot be told apart by their colours."""
_LONGEST = 1e9
"""Seconds of an epoch."""


@dataclass(frozen=True, slots=True, eq=False)
class RunCurves:
    """What a run reached at the ends of its epochs."""

    path: Path
    title: str
    colour: int
    """Which one of the theme's colours of runs: from 0 to `MOST_RUNS` - 1."""
    images: int
    """Of an epoch."""
    epochs: Values
    """(n,), rising."""
    seconds: Values
    """(n,); each epoch's alone, without pauses."""
    metrics: Mapping[str, Values]
    """(n,) each; accuracies are fractions."""


def curves_of(run: "Run", title: str, colour: int) -> RunCurves:
    """The curves of a run. What of its history is out of order is left out."""
    from core.runs.summary import METRICS

    ends, last = [], 0
    for end in run.epochs:
        if end.epoch > last:
            ends.append(end)
            last = end.epoch
    return RunCurves(
        run.path,
        title,
        colour,
        run.settings.training_images,
        np.array([end.epoch for end in ends], np.float64),
        np.clip(np.array([end.seconds for end in ends], np.float64), 0, _LONGEST),
        {name: np.array([getattr(end, name) for end in ends], np.float64) for name in METRICS},
    )
