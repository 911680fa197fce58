"""Optimizers, which turn gradients into steps and know only parameters and gradients."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import ClassVar, NamedTuple

import numpy as np

from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats

_BLOCK_SIZE = 1 << 15
"""Parameters that are updated together: with their gradient, state and scratch memory they stay in
a processor's second-level cache, which a pass over all parameters would not."""


class Block(NamedTuple):
    """A block of the parameters, with its parts of the gradient, of scratch memory and of state."""

    parameters: Floats
    gradient: Floats
    """May be used as scratch memory."""
    scratch: Floats
    slots: Sequence[Floats]
    """The state of the optimizer, in the order of its `SLOTS`."""
    are_weights: bool


class OptimizerMemory(NamedTuple):
    """A copy of what an optimizer remembers between two steps, and the rate of the next one."""

    slots: Mapping[str, Floats]
    """The vectors of state by name, each laid out like the parameters."""
    steps: int
    """The number of steps taken."""
    learning_rate: float
    """The learning rate of the next step, with the schedule."""


class Optimizer(ABC):
    """Takes steps along `gradient` in place, and keeps state between them."""

    SLOTS: ClassVar[tuple[str, ...]] = ()
    """Names of the vectors of state, each laid out like the parameters and 0 at the start."""

    def __init__(
        self, parameters: Floats, gradient: Floats, weight_count: int, settings: Hyperparameters
    ) -> None:
        self.settings = settings
        """May be replaced between steps."""
        self.steps = 0
        self.slots = {name: np.zeros_like(parameters) for name in self.SLOTS}
        scratch = np.empty(min(_BLOCK_SIZE, parameters.size), parameters.dtype)
        self._blocks = [
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
        for block in self._blocks:
            self._move(block, learning_rate)

    @abstractmethod
    def _move(self, block: Block, learning_rate: float) -> None: ...


class SGD(Optimizer):
    """Stochastic gradient descent, w ← w − η g (Robbins and Monro 1951)."""

    def _move(self, block: Block, learning_rate: float) -> None:
        gradient = block.gradient
        gradient *= learning_rate
        np.subtract(block.parameters, gradient, out=block.parameters)


class Momentum(Optimizer):
    """Gradient descent with momentum, v ← μ v + g, w ← w − η v (Polyak 1964)."""

    SLOTS = ("velocity",)

    def _move(self, block: Block, learning_rate: float) -> None:
        (velocity,) = block.slots
        velocity *= self.settings.momentum
        velocity += block.gradient
        np.multiply(velocity, learning_rate, out=block.scratch)
        np.subtract(block.parameters, block.scratch, out=block.parameters)


class Nesterov(Optimizer):
    """Nesterov's momentum, v ← μ v + g, w ← w − η (g + μ v).

    This is Nesterov 1983 with the parameters at the lookahead point (Bengio, Boulanger-Lewandowski
    and Pascanu 2013, section 3.5).
    """

    SLOTS = ("velocity",)

    def _move(self, block: Block, learning_rate: float) -> None:
        (velocity,) = block.slots
        velocity *= self.settings.momentum
        velocity += block.gradient
        np.multiply(velocity, self.settings.momentum, out=block.scratch)
        np.add(block.scratch, block.gradient, out=block.scratch)
        np.multiply(block.scratch, learning_rate, out=block.scratch)
        np.subtract(block.parameters, block.scratch, out=block.parameters)


class RMSprop(Optimizer):
    """RMSprop, s ← ρ s + (1 − ρ) g², w ← w − η g / (√s + ε) (Tieleman and Hinton 2012).

    From lecture 6.5. The state is s / (1 − ρ), which takes one pass less.
    """

    SLOTS = ("squares",)

    def _move(self, block: Block, learning_rate: float) -> None:
        (squares,), settings = block.slots, self.settings
        size = sqrt(1 - settings.rms_decay)
        squares *= settings.rms_decay
        np.multiply(block.gradient, block.gradient, out=block.scratch)
        squares += block.scratch
        _divide(block.gradient, squares, block.scratch, settings.epsilon / size)
        np.multiply(block.scratch, learning_rate / size, out=block.scratch)
        np.subtract(block.parameters, block.scratch, out=block.parameters)


class Adam(Optimizer):
    """Adam (Kingma and Ba 2015, algorithm 1).

    m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², w ← w − η m̂ / (√ŝ + ε), where m̂ and ŝ are
    m / (1 − β₁ᵗ) and s / (1 − β₂ᵗ). The state is m / (1 − β₁) and s / (1 − β₂), which takes three
    passes less.
    """

    SLOTS = ("means", "squares")

    def _move(self, block: Block, learning_rate: float) -> None:
        (means, squares), settings = block.slots, self.settings
        size = sqrt((1 - settings.beta2) / (1 - settings.beta2**self.steps))
        length = (1 - settings.beta1) / (1 - settings.beta1**self.steps) / size
        means *= settings.beta1
        means += block.gradient
        np.multiply(block.gradient, block.gradient, out=block.scratch)
        squares *= settings.beta2
        squares += block.scratch
        _divide(means, squares, block.scratch, settings.epsilon / size)
        np.multiply(block.scratch, learning_rate * length, out=block.scratch)
        np.subtract(block.parameters, block.scratch, out=block.parameters)


class AdamW(Adam):
    """AdamW, which applies w ← (1 − ηλ) w to weights before the step of Adam.

    Weight decay is separate from the gradient (Loshchilov and Hutter 2019, algorithm 2).
    """

    def _move(self, block: Block, learning_rate: float) -> None:
        decay = self.settings.weight_decay
        if decay and block.are_weights:
            np.multiply(block.parameters, 1 - learning_rate * decay, out=block.parameters)
        super()._move(block, learning_rate)


def _divide(numerator: Floats, squares: Floats, out: Floats, epsilon: float) -> None:
    """Compute numerator / (√squares + ε) in `out`."""
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
