"""How a gradient becomes a step. An optimizer knows parameters and gradients, nothing else."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from math import sqrt
from typing import ClassVar, NamedTuple

import numpy as np

from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats

_BLOCK_SIZE = 1 << 15
"""Parameters that are updated together: with gradient, state and scratch they stay in a
processor's second cache, where a pass over all parameters at a time would miss it."""


class Block(NamedTuple):
    """A stretch of the parameters, and of all that belongs to it."""

    parameters: Floats
    gradient: Floats
    """May be used as scratch."""
    scratch: Floats
    slots: Sequence[Floats]
    """The optimizer's own state, in the order of its `SLOTS`."""
    are_weights: bool


class Optimizer(ABC):
    """Takes steps along `gradient`, in place; keeps a state of its own between them."""

    SLOTS: ClassVar[tuple[str, ...]] = ()
    """Names of the vectors of state, each laid out as the parameters and 0 at the start."""

    def __init__(
        self, parameters: Floats, gradient: Floats, weight_count: int, settings: Hyperparameters
    ) -> None:
        self.settings = settings
        """May be replaced between steps."""
        self.steps = 0
        self.slots = {name: np.zeros_like(parameters) for name in self.SLOTS}
        scratch = np.empty(min(_BLOCK_SIZE, parameters.size), parameters.dtype)
        self._parts = [
            Block(
                parameters[start:end],
                gradient[start:end],
                scratch[: end - start],
                [slot[start:end] for slot in self.slots.values()],
                are_weights,
            )
            for first, last, are_weights in (
                (0, weight_count, True),
                (weight_count, parameters.size, False),
            )
            for start in range(first, last, _BLOCK_SIZE)
            for end in (min(start + _BLOCK_SIZE, last),)
        ]

    def step(self, learning_rate: float) -> None:
        """Change the parameters by one step."""
        self.steps += 1
        for part in self._parts:
            self._move(part, learning_rate)

    @abstractmethod
    def _move(self, part: Block, learning_rate: float) -> None: ...


class SGD(Optimizer):
    """Stochastic gradient descent, w ← w − η g (Robbins and Monro 1951)."""

    def _move(self, part: Block, learning_rate: float) -> None:
        gradient = part.gradient
        gradient *= learning_rate
        np.subtract(part.parameters, gradient, out=part.parameters)


class Momentum(Optimizer):
    """v ← μ v + g, w ← w − η v (Polyak 1964)."""

    SLOTS = ("velocity",)

    def _move(self, part: Block, learning_rate: float) -> None:
        (velocity,) = part.slots
        velocity *= self.settings.momentum
        velocity += part.gradient
        np.multiply(velocity, learning_rate, out=part.scratch)
        np.subtract(part.parameters, part.scratch, out=part.parameters)


class Nesterov(Optimizer):
    """v ← μ v + g, w ← w − η (g + μ v): Nesterov 1983, from the point looked ahead to
    (Bengio, Boulanger-Lewandowski and Pascanu 2013, section 3.5)."""

    SLOTS = ("velocity",)

    def _move(self, part: Block, learning_rate: float) -> None:
        (velocity,) = part.slots
        velocity *= self.settings.momentum
        velocity += part.gradient
        np.multiply(velocity, self.settings.momentum, out=part.scratch)
        np.add(part.scratch, part.gradient, out=part.scratch)
        np.multiply(part.scratch, learning_rate, out=part.scratch)
        np.subtract(part.parameters, part.scratch, out=part.parameters)


class RMSprop(Optimizer):
    """s ← ρ s + (1 − ρ) g², w ← w − η g / (√s + ε) (Tieleman and Hinton 2012, lecture 6.5).

    Kept is s / (1 − ρ), which takes one pass less.
    """

    SLOTS = ("squares",)

    def _move(self, part: Block, learning_rate: float) -> None:
        (squares,), settings = part.slots, self.settings
        size = sqrt(1 - settings.rms_decay)
        squares *= settings.rms_decay
        np.multiply(part.gradient, part.gradient, out=part.scratch)
        squares += part.scratch
        _divide(part.gradient, squares, part.scratch, settings.epsilon / size)
        np.multiply(part.scratch, learning_rate / size, out=part.scratch)
        np.subtract(part.parameters, part.scratch, out=part.parameters)


class Adam(Optimizer):
    """m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², w ← w − η m̂ / (√ŝ + ε), where m̂ and ŝ are
    m / (1 − β₁ᵗ) and s / (1 − β₂ᵗ) (Kingma and Ba 2015, algorithm 1).

    Kept are m / (1 − β₁) and s / (1 − β₂), which takes three passes less.
    """

    SLOTS = ("means", "squares")

    def _move(self, part: Block, learning_rate: float) -> None:
        (means, squares), settings = part.slots, self.settings
        size = sqrt((1 - settings.beta2) / (1 - settings.beta2**self.steps))
        length = (1 - settings.beta1) / (1 - settings.beta1**self.steps) / size
        means *= settings.beta1
        means += part.gradient
        np.multiply(part.gradient, part.gradient, out=part.scratch)
        squares *= settings.beta2
        squares += part.scratch
        _divide(means, squares, part.scratch, settings.epsilon / size)
        np.multiply(part.scratch, learning_rate * length, out=part.scratch)
        np.subtract(part.parameters, part.scratch, out=part.parameters)


class AdamW(Adam):
    """Adam, after w ← (1 − ηλ) w for weights: decay apart from the gradient (Loshchilov and
    Hutter 2019, algorithm 2)."""

    def _move(self, part: Block, learning_rate: float) -> None:
        decay = self.settings.weight_decay
        if decay and part.are_weights:
            np.multiply(part.parameters, 1 - learning_rate * decay, out=part.parameters)
        super()._move(part, learning_rate)


def _divide(numerator: Floats, squares: Floats, out: Floats, epsilon: float) -> None:
    """`out` = numerator / (√squares + ε)."""
    np.sqrt(squares, out=out)
    np.add(out, epsilon, out=out)
    np.divide(numerator, out, out=out)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
}
