"""The history of a run as arrays, for plots and reports."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from core.runs.run import Run
from core.training.events import EpochEnd

Values = npt.NDArray[np.float64]
"""(epochs,); one number for each epoch."""


@dataclass(frozen=True, slots=True, eq=False)
class RunSeries:
    """What a run reached at the end of each epoch; all arrays have the shape (epochs,)."""

    epochs: npt.NDArray[np.int64]
    """The numbers of the epochs, ascending."""
    seconds: Values
    """The time of each epoch alone, without pauses."""
    train_loss: Values
    train_accuracy: Values
    """Fractions."""
    validation_loss: Values
    validation_accuracy: Values
    """Fractions."""

    def __len__(self) -> int:
        return len(self.epochs)

    @classmethod
    def of(cls, run: Run) -> Self:
        """Return the series of all epochs of a run."""
        return cls.of_epochs(run.epochs)

    @classmethod
    def of_epochs(cls, ends: Sequence[EpochEnd]) -> Self:
        """Return the series of some epochs, in their order."""
        return cls(
            np.array([end.epoch for end in ends], np.int64),
            np.array([end.seconds for end in ends], np.float64),
            np.array([end.train_loss for end in ends], np.float64),
            np.array([end.train_accuracy for end in ends], np.float64),
            np.array([end.validation_loss for end in ends], np.float64),
            np.array([end.validation_accuracy for end in ends], np.float64),
        )

    def until_divergence(self) -> Self:
        """Return the epochs before the first whose losses are not finite."""
        finite = np.isfinite(self.train_loss) & np.isfinite(self.validation_loss)
        count = len(self) if finite.all() else int(np.argmin(finite))
        return replace(self, **{name: getattr(self, name)[:count] for name in self.__slots__})

    def times(self) -> Values:
        """Return the seconds from the start of the run to the end of each epoch."""
        return np.cumsum(self.seconds)
