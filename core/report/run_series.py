"""The history of a run as arrays."""

from dataclasses import dataclass
from itertools import takewhile
from math import isfinite
from typing import Self

import numpy as np

from core.report.trend import Values
from core.runs.run import Run


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Four numbers of each epoch, (epochs,); accuracies are fractions."""

    epochs: list[int]
    """Their numbers."""
    train_loss: Values
    validation_loss: Values
    train_accuracy: Values
    validation_accuracy: Values

    def __len__(self) -> int:
        return len(self.epochs)

    @classmethod
    def of(cls, run: Run) -> Self:
        """All epochs up to the first whose losses are no numbers."""
        ends = list(
            takewhile(lambda e: isfinite(e.train_loss) and isfinite(e.validation_loss), run.epochs)
        )
        return cls(
            [end.epoch for end in ends],
            np.array([end.train_loss for end in ends]),
            np.array([end.validation_loss for end in ends]),
            np.array([end.train_accuracy for end in ends]),
            np.array([end.validation_accuracy for end in ends]),
        )
