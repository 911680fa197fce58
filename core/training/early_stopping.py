"""Which epoch's network was the best so far."""

from core.hyperparameters import Hyperparameters
from core.network.arrays import Floats


class EarlyStopping:
    """Remembers the best epoch and, if wanted, its parameters (Prechelt 1998)."""

    def __init__(self) -> None:
        self.best_epoch = 0
        self.best_parameters: Floats | None = None
        self._best_value: float | None = None

    def look(self, epoch: int, value: float, parameters: Floats, settings: Hyperparameters) -> None:
        """At the end of an epoch. Lower values are better."""
        if self._best_value is None or value < self._best_value:
            self.best_epoch, self._best_value = epoch, value
            if settings.restore_best == "yes":
                self.best_parameters = parameters.copy()
