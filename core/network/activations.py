"""What a hidden unit applies to its weighted sum."""

from typing import Protocol

import numpy as np

from core.network.arrays import Floats


class Activation(Protocol):
    """An elementwise function whose derivative is known from its output."""

    def apply(self, x: Floats) -> None:
        """Replace pre-activations by outputs, in place."""

    def multiply_by_derivative(self, gradient: Floats, outputs: Floats) -> None:
        """`gradient *= f'(x)` in place, given `outputs` = f(x), which is used as scratch."""


class Sigmoid:
    """σ(x) = 1/(1+e⁻ˣ), with σ'(x) = σ(x)(1 − σ(x))."""

    def apply(self, x: Floats) -> None:
        # σ(x) = (1 + tanh(x/2)) / 2: no overflow at any x, where e⁻ˣ has one.
        x *= 0.5
        np.tanh(x, out=x)
        x += 1.0
        x *= 0.5

    def multiply_by_derivative(self, gradient: Floats, outputs: Floats) -> None:
        gradient *= outputs
        np.subtract(1.0, outputs, out=outputs)
        gradient *= outputs


ACTIVATIONS: dict[str, Activation] = {"sigmoid": Sigmoid()}
