"""Learning-rate schedules: factors that change with the epochs."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

import numpy as np
import numpy.typing as npt

from core.hyperparameters.schema import Hyperparameters

Schedule = Callable[[float, Hyperparameters], float]
"""Gives the factor after a number of epochs, which may be fractional, with these settings."""

_RISE_SHARE = 0.3
"""The share of a cycle in which the learning rate rises (Smith 2018, and PyTorch's default)."""
_START_FACTOR = 0.04
"""The factor at the start of a cycle: a 25th, as in fast.ai's and PyTorch's one-cycle."""


def constant(epoch: float, settings: Hyperparameters) -> float:
    """Give a factor that is always 1."""
    return 1.0


def step(epoch: float, settings: Hyperparameters) -> float:
    """Multiply by `step_factor` after each `step_epochs`."""
    return float(settings.step_factor ** (epoch // settings.step_epochs))


def exponential(epoch: float, settings: Hyperparameters) -> float:
    """Give `epoch_factor` to the power of the epochs."""
    return float(settings.epoch_factor**epoch)


def cosine(epoch: float, settings: Hyperparameters) -> float:
    """Fall along half a cosine from 1 to `final_factor` (Loshchilov and Hutter 2017)."""
    return _half_cosine(epoch / settings.epochs, settings.final_factor)


def warmup_cosine(epoch: float, settings: Hyperparameters) -> float:
    """Rise linearly from 0 over `warmup_epochs`, then fall along half a cosine."""
    rise = min(settings.warmup_epochs, float(settings.epochs))
    if epoch < rise:
        return epoch / rise
    rest = settings.epochs - rise
    return _half_cosine((epoch - rise) / rest if rest else 1.0, settings.final_factor)


def one_cycle(epoch: float, settings: Hyperparameters) -> float:
    """Rise along half a cosine from a 25th, and fall along a longer one (Smith 2018).

    Step k of T, counted from 0, takes the value at k/T: it is 1 at k = 0.3 T, and would be
    `final_factor` at step T. PyTorch's OneCycleLR is 1 at step 0.3 T - 1 and reaches its end, a
    10,000th of its start, at step T - 1; it changes the momentum in the opposite direction.
    """
    done = epoch / settings.epochs
    if done < _RISE_SHARE:
        return _half_cosine(1 - done / _RISE_SHARE, _START_FACTOR)
    return _half_cosine((done - _RISE_SHARE) / (1 - _RISE_SHARE), settings.final_factor)


def _half_cosine(share: float, end: float) -> float:
    """Give half a cosine that falls from 1 at 0 to `end` at 1, and stays at `end`."""
    return end + (1 - end) * (1 + cos(pi * min(share, 1.0))) / 2


SCHEDULES: dict[str, Schedule] = {
    "constant": constant,
    "step": step,
    "exponential": exponential,
    "cosine": cosine,
    "warmup_cosine": warmup_cosine,
    "one_cycle": one_cycle,
    "plateau": constant,
}
"""The factor of “plateau” comes from `Plateau`, since it depends on the course of the training."""


def planned_rates(
    settings: Hyperparameters, points: int = 200
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give epochs from 0 to the last and the learning rate planned at each, for a plot."""
    epochs = np.linspace(0.0, settings.epochs, points)
    factor = SCHEDULES[settings.schedule]
    rates = [settings.learning_rate * factor(float(epoch), settings) for epoch in epochs]
    return epochs, np.array(rates)


@dataclass
class Plateau:
    """A factor that is halved each time the validation loss has not fallen for some epochs."""

    factor: float = 1.0
    best: float | None = None
    """The lowest validation loss so far."""
    waited: int = 0
    """The number of epochs since then, or since the factor was halved."""

    def update(self, validation_loss: float, patience: int) -> None:
        """Take the validation loss at the end of an epoch into account."""
        if self.best is None or validation_loss < self.best:
            self.best, self.waited = validation_loss, 0
            return
        self.waited += 1
        if self.waited >= patience:
            self.factor, self.waited = self.factor / 2, 0
