"""How a gradient becomes a step. An optimizer knows parameters and gradients, nothing else."""

from collections.abc import Callable
from typing import Protocol

from core.network.arrays import Floats


class Optimizer(Protocol):
    """Takes steps; may keep a state of its own between them."""

    def step(self, parameters: Floats, gradient: Floats, learning_rate: float) -> None:
        """Change `parameters` in place. `gradient` may be used as scratch."""


class SGD:
    """Stochastic gradient descent, w ← w − η g (Robbins and Monro 1951)."""

    def step(self, parameters: Floats, gradient: Floats, learning_rate: float) -> None:
        gradient *= learning_rate
        parameters -= gradient


OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {"sgd": SGD}
