"""The confusion matrices of a run at its kept moments: when it began to tell two digits apart."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import Split
from core.evaluation.metrics import evaluate
from core.runs.moments import Moment, load_moment

Confusion = npt.NDArray[np.int64]
"""(10, 10) int64; rows are the true digits, columns the predicted ones."""


class MomentConfusion(NamedTuple):
    """The confusion matrix of the network of a moment."""

    moment: Moment
    confusion: Confusion

    def share(self, true: int, predicted: int) -> float:
        """Return the share of the images of a digit that are classified as a digit."""
        row = self.confusion[true]
        return float(row[predicted] / max(int(row.sum()), 1))


def moment_confusions(
    run: Path, moments: Sequence[Moment], split: Split
) -> Iterator[MomentConfusion]:
    """Evaluate the network of each moment on a split. Raises RunError where one cannot be read."""
    for moment in moments:
        model = load_moment(run, moment)
        yield MomentConfusion(moment, evaluate(model.network, split).confusion)


def told_apart_since(course: Sequence[MomentConfusion], first: int, second: int) -> int | None:
    """Return from which place of a course on a run tells two digits apart; None for not at all.

    It does so where each of the two is more often classified as itself than as the other one, and
    that stays so until the end.
    """
    since = None
    for place, at in enumerate(course):
        a, b = at.confusion[first], at.confusion[second]
        if a[first] > a[second] and b[second] > b[first]:
            since = place if since is None else since
        else:
            since = None
    return since
