"""When a training has gone astray, and why it probably has."""

from math import isfinite

from core.hyperparameters import Hyperparameters

USELESS = 1e4
"""A loss in nats per image that no training comes back from: true digits would have to be given
a probability of e⁻¹⁰⁰⁰ in each output."""


class DivergedError(Exception):
    """The training has diverged; the text is a sentence for the person."""


def check_loss(loss: float, epoch: int, settings: Hyperparameters) -> None:
    """Raises DivergedError when the loss is not a number any more, or beyond any use."""
    if isfinite(loss) and loss < USELESS:
        return
    what = f"has grown to {loss:.0f}" if isfinite(loss) else "is no longer a number"
    raise DivergedError(f"The loss {what} in epoch {epoch}. {_cause(settings)}")


def _cause(settings: Hyperparameters) -> str:
    rate = f"The learning rate {settings.learning_rate:g}"
    if settings.gradient == "sum" and settings.optimizer in {"sgd", "momentum", "nesterov"}:
        each = settings.learning_rate * settings.batch_size
        return (
            f"{rate} is probably too high: summed over {settings.batch_size} images it works like "
            f"{each:g} for their mean."
        )
    if settings.initializer == "normal":
        return f"{rate} is probably too high for weights that start as large as N(0, 1)."
    return f"{rate} is probably too high."
