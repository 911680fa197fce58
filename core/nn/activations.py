"""Activation functions of the hidden units, and their derivatives."""

from math import pi, sqrt
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
"""Arrays of a network: float32 in training, float64 for the gradient check."""


class Activation(Protocol):
    """A function that is applied to each element of an array."""

    def apply(self, x: Floats) -> None:
        """Replace pre-activations x by f(x) in place."""

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        """Replace x by f(x) in place, and fill `derivative`, of the same shape, with f'(x)."""


class Sigmoid:
    """The sigmoid σ(x) = 1/(1+e⁻ˣ), with the derivative σ(x)(1 − σ(x))."""

    def apply(self, x: Floats) -> None:
        # σ(x) = (1 + tanh(x/2)) / 2 never overflows, while e⁻ˣ can.
        x *= 0.5
        np.tanh(x, out=x)
        x += 1.0
        x *= 0.5

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        self.apply(x)
        np.subtract(1.0, x, out=derivative)
        derivative *= x


class Tanh:
    """The hyperbolic tangent tanh(x), with the derivative 1 − tanh²(x)."""

    def apply(self, x: Floats) -> None:
        np.tanh(x, out=x)

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        self.apply(x)
        np.multiply(x, x, out=derivative)
        np.subtract(1.0, derivative, out=derivative)


class ReLU:
    """The rectifier max(x, 0) (Nair and Hinton 2010); its derivative at 0 is taken as 0."""

    def apply(self, x: Floats) -> None:
        np.maximum(x, 0.0, out=x)

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        np.greater(x, 0.0, out=derivative)
        self.apply(x)


class LeakyReLU:
    """The leaky rectifier: x where positive, 0.01 x elsewhere (Maas, Hannun and Ng 2013)."""

    SLOPE = 0.01

    def apply(self, x: Floats) -> None:
        np.maximum(x, self.SLOPE * x, out=x)

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        np.greater(x, 0.0, out=derivative)
        derivative *= 1.0 - self.SLOPE
        derivative += self.SLOPE
        x *= derivative


class ELU:
    """The ELU: x where positive, eˣ − 1 elsewhere (Clevert, Unterthiner and Hochreiter 2016)."""

    def apply(self, x: Floats) -> None:
        self.differentiate(x, np.empty_like(x))

    def differentiate(self, x: Floats, derivative: Floats) -> None:
        np.minimum(x, 0.0, out=derivative)
        np.expm1(derivative, out=derivative)
        np.maximum(x, 0.0, out=x)
        x += derivative
        derivative += 1.0


class SiLU:
    """The SiLU x σ(x) (Elfwing, Uchibe and Doya 2018); its derivative is σ(x) + f(x)(1 − σ(x))."""

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
    """The GELU x Φ(x), approximated by x/2 (1 + tanh(√(2/π)(x + 0.044715 x³))).

    From Hendrycks and Gimpel 2016.
    """

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
        # For large |x|, 1 − t² is 0, and 0 times infinity would not be a number.
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
    """The identity: x itself."""

    def apply(self, x: Floats) -> None:
        """Leave x as it is."""

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
