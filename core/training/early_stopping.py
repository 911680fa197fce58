"""Which epoch's network was the best so far."""

from dataclasses import dataclass

from core.hyperparameters import Hyperparameters
from core.network.arrays import Floats


@dataclass
class EarlyStopping:
    """Remembers the best epoch and, if wanted, its parameters (Prechelt 1998)."""

    best_epoch: int = 0
    best_value: float | None = None
    best_parameters: Floats | None = None

    def look(self, epoch: int, value: float, parameters: Floats, settings: Hyperparameters) -> None:
        """At the end of an epoch. Lower values are better."""
        if self.best_value is None or value < self.best_value:
            self.best_epoch, self.best_value = epoch, value
            if settings.restore_best == "yes":
                self.best_parameters = parameters.copy()
