"""Early stopping, and the detection of divergence."""

from dataclasses import dataclass
from math import isfinite

from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats

DIVERGED_LOSS = 1e4
"""A loss in nats per image from which no training recovers: true digits would have a probability
of e⁻¹⁰⁰⁰ in each output."""


class DivergedError(Exception):
    """The training has diverged; the message is a sentence for the user."""


def check_loss(loss: float, epoch: int, settings: Hyperparameters) -> None:
    """Raise DivergedError if the loss is no longer a number, or too large to recover."""
    if isfinite(loss) and loss < DIVERGED_LOSS:
        return
    what = f"has grown to {loss:,.0f}" if isfinite(loss) else "is no longer a number"
    raise DivergedError(f"The loss {what} in epoch {epoch:,}. {_likely_cause(settings)}")


def _likely_cause(settings: Hyperparameters) -> str:
    rate = f"The learning rate {settings.learning_rate:g}"
    if settings.gradient == "sum" and settings.optimizer in {"sgd", "momentum", "nesterov"}:
        each = settings.learning_rate * settings.batch_size
        shown = f"{each:,.0f}" if each >= 1000 else f"{each:g}"
        return (
            f"{rate} is probably too high: with gradients summed over {settings.batch_size:,} "
            f"images it acts like {shown} with their mean."
        )
    if settings.initializer == "normal":
        return f"{rate} is probably too high for weights that start as large as N(0, 1)."
    return f"{rate} is probably too high."


@dataclass
class EarlyStopping:
    """The best epoch so far and, if it is to be restored, its parameters (Prechelt 1998)."""

    best_epoch: int = 0
    best_value: float | None = None
    best_parameters: Floats | None = None

    def update(
        self, epoch: int, value: float, parameters: Floats, settings: Hyperparameters
    ) -> None:
        """Take the value of an epoch into account; lower values are better."""
        if self.best_value is None or value < self.best_value:
            self.best_epoch, self.best_value = epoch, value
            if settings.restore_best == "yes":
                self.best_parameters = parameters.copy()
