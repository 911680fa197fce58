"""How the learning rate changes with the epochs: a factor on it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

import numpy as np
import numpy.typing as npt

from core.hyperparameters.schema import Hyperparameters

Schedule = Callable[[float, Hyperparameters], float]
"""The factor after so many epochs, as a fraction, of a training with these settings."""

_RISE_SHARE = 0.3
"""Share of a cycle in which the learning rate rises (Smith 2018, and PyTorch's default)."""
_START_FACTOR = 0.04
"""Factor at the start of a cycle: a 25th, as in fast.ai's and PyTorch's one-cycle."""


def constant(epoch: float, settings: Hyperparameters) -> float:
    """Always 1."""
    return 1.0


def step(epoch: float, settings: Hyperparameters) -> float:
    """`step_factor` once more after each `step_epochs`."""
    return float(settings.step_factor ** (epoch // settings.step_epochs))


def exponential(epoch: float, settings: Hyperparameters) -> float:
    """`epoch_factor` to the power of the epochs."""
    return float(settings.epoch_factor**epoch)


def cosine(epoch: float, settings: Hyperparameters) -> float:
    """Half a cosine from 1 to `final_factor` (Loshchilov and Hutter 2017, without restarts)."""
    return _half_cosine(epoch / settings.epochs, settings.final_factor)


def warmup_cosine(epoch: float, settings: Hyperparameters) -> float:
    """A straight rise from 0 over `warmup_epochs`, then half a cosine over the rest."""
    rise = min(settings.warmup_epochs, float(settings.epochs))
    if epoch < rise:
        return epoch / rise
    rest = settings.epochs - rise
    return _half_cosine((epoch - rise) / rest if rest else 1.0, settings.final_factor)


def one_cycle(epoch: float, settings: Hyperparameters) -> float:
    """Half a cosine up from a 25th, and a longer one down (Smith 2018).

    Step k of T, counted from 0, takes the value at k/T: it is 1 at k = 0.3 T, and `final_factor`
    would be that of step T. PyTorch's OneCycleLR is 1 at step 0.3 T - 1 and reaches its end, a
    10,000th of its start, with step T - 1; it changes the momentum in the opposite sense.
    """
    done = epoch / settings.epochs
    if done < _RISE_SHARE:
        return _half_cosine(1 - done / _RISE_SHARE, _START_FACTOR)
    return _half_cosine((done - _RISE_SHARE) / (1 - _RISE_SHARE), settings.final_factor)


def _half_cosine(share: float, end: float) -> float:
    """Half a cosine from 1 at 0 to `end` at 1, and `end` from there on."""
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
"""Halving on a plateau is `Plateau`'s work: it depends on what the training finds."""


def planned_rates(
    settings: Hyperparameters, points: int = 200
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Epochs from 0 to the last, and the learning rate planned at each, for a plot."""
    epochs = np.linspace(0.0, settings.epochs, points)
    factor = SCHEDULES[settings.schedule]
    rates = [settings.learning_rate * factor(float(epoch), settings) for epoch in epochs]
    return epochs, np.array(rates)


@dataclass
class Plateau:
    """Halves a factor each time the validation loss has not fallen for some epochs."""

    factor: float = 1.0
    best: float | None = None
    """The lowest validation loss so far."""
    waited: int = 0
    """Epochs since then, or since the factor was halved."""

    def update(self, validation_loss: float, patience: int) -> None:
        """At the end of an epoch."""
        if self.best is None or validation_loss < self.best:
            self.best, self.waited = validation_loss, 0
            return
        self.waited += 1
        if self.waited >= patience:
            self.factor, self.waited = self.factor / 2, 0
