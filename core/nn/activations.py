"""What a hidden unit applies to its weighted sum, and the derivative."""

from math import pi, sqrt
from typing import Protocol

import numpy as np

from core.nn.arrays import Floats


class Activation(Protocol):
    """An elementwise function."""

    def apply(self, x: Floats) -> None:
        """Replace pre-activations x by f(x), in place."""

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        """Replace x by f(x), in place, and fill `derivative`, of the same shape, with f'(x)."""


class Sigmoid:
    """σ(x) = 1/(1+e⁻ˣ), with σ'(x) = σ(x)(1 − σ(x))."""

    def apply(self, x: Floats) -> None:
        # σ(x) = (1 + tanh(x/2)) / 2: no overflow at any x, where e⁻ˣ has one.
        x *= 0.5
        np.tanh(x, out=x)
        x += 1.0
        x *= 0.5

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        self.apply(x)
        np.subtract(1.0, x, out=derivative)
        derivative *= x


class Tanh:
    """tanh(x), with the derivative 1 − tanh²(x)."""

    def apply(self, x: Floats) -> None:
        np.tanh(x, out=x)

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        self.apply(x)
        np.multiply(x, x, out=derivative)
        np.subtract(1.0, derivative, out=derivative)


class ReLU:
    """max(x, 0) (Nair and Hinton 2010); the derivative at 0 is taken as 0."""

    def apply(self, x: Floats) -> None:
        np.maximum(x, 0.0, out=x)

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        np.greater(x, 0.0, out=derivative)
        self.apply(x)


class LeakyReLU:
    """x where positive, 0.01 x elsewhere (Maas, Hannun and Ng 2013)."""

    SLOPE = 0.01

    def apply(self, x: Floats) -> None:
        np.maximum(x, self.SLOPE * x, out=x)

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        np.greater(x, 0.0, out=derivative)
        derivative *= 1.0 - self.SLOPE
        derivative += self.SLOPE
        x *= derivative


class ELU:
    """x where positive, eˣ − 1 elsewhere (Clevert, Unterthiner and Hochreiter 2016, α = 1)."""

    def apply(self, x: Floats) -> None:
        self.differentiate(x, np.empty_like(x))

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        np.minimum(x, 0.0, out=derivative)
        np.expm1(derivative, out=derivative)
        np.maximum(x, 0.0, out=x)
        x += derivative
        derivative += 1.0


class SiLU:
    """x σ(x) (Elfwing, Uchibe and Doya 2018), with the derivative σ(x) + f(x)(1 − σ(x))."""

    def apply(self, x: Floats) -> None:
        sigmoid = x.copy()
        Sigmoid().apply(sigmoid)
        x *= sigmoid

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        np.copyto(derivative, x)
        Sigmoid().apply(derivative)
        x *= derivative
        falling = x * derivative
        derivative += x
        derivative -= falling


class GELU:
    """x Φ(x), by its approximation x/2 (1 + tanh(√(2/π)(x + 0.044715 x³)))
    (Hendrycks and Gimpel 2016)."""

    FACTOR = sqrt(2 / pi)
    CUBIC = 0.044715

    def apply(self, x: Floats) -> None:
        tanh = self._tanh(x)
        tanh += 1.0
        tanh *= 0.5
        x *= tanh

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        tanh, half = self._tanh(x), 0.5 * x
        # f' = (1 + t)/2 + x/2 (1 − t²) √(2/π) (1 + 3·0.044715 x²)
        np.multiply(x, x, out=derivative)
        # Far outside 1 − t² is 0, and would not make a 0 of an infinity.
        np.minimum(derivative, 1e3, out=derivative)
        derivative *= 3 * self.CUBIC * self.FACTOR
        derivative += self.FACTOR
        derivative *= half
        derivative *= 1.0 - tanh * tanh
        tanh += 1.0
        half *= tanh
        tanh *= 0.5
        derivative += tanh
        np.copyto(x, half)

    def _tanh(self, x: Floats) -> Floats:
        inner = x * x
        inner *= self.CUBIC
        inner += 1.0
        inner *= x
        inner *= self.FACTOR
        return np.tanh(inner, out=inner)


class Linear:
    """x itself."""

    def apply(self, x: Floats) -> None:
        """There is nothing to do."""

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        derivative[...] = 1.0


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Sigmoid(),
    "tanh": Tanh(),
    "relu": ReLU(),
    "leaky_relu": LeakyReLU(),
    "elu": ELU(),
    "gelu": GELU(),
    "silu": SiLU(),
    "linear": Linear(),
}
