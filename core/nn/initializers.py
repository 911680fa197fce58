"""How a network starts."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from core.nn.arrays import Floats

# In quotes: to name numpy.random is to import it, which takes 10 ms of a window's start.
Initializer = Callable[[Sequence[Floats], Sequence[Floats], "np.random.Generator"], None]
"""Fills weights, each (n_in, n_out), and biases, each (n_out,), in place. Both are zeros before."""


def report(weights: Sequence[Floats], biases: Sequence[Floats], rng: "np.random.Generator") -> None:
    """The report's: weights N(0, 1/n_in), biases N(0, 1)."""
    for weight, bias in zip(weights, biases, strict=True):
        weight[:] = rng.standard_normal(weight.shape) / np.sqrt(len(weight))
        bias[:] = rng.standard_normal(bias.shape)


def normal(weights: Sequence[Floats], biases: Sequence[Floats], rng: "np.random.Generator") -> None:
    """Weights and biases N(0, 1): with many inputs the sums are so large that units saturate."""
    for array in (*weights, *biases):
        array[:] = rng.standard_normal(array.shape)


def _scaled(
    variance: Callable[[int, int], float],
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    rng: "np.random.Generator",
) -> None:
    """Weights N(0, variance(n_in, n_out)), biases 0."""
    for weight in weights:
        weight[:] = rng.standard_normal(weight.shape) * np.sqrt(variance(*weight.shape))


def orthogonal(
    weights: Sequence[Floats], biases: Sequence[Floats], rng: "np.random.Generator"
) -> None:
    """Weights with orthonormal columns or rows (Saxe, McClelland and Ganguli 2014), biases 0.

    Q of a QR decomposition of Gaussian numbers, with the signs of R's diagonal, is uniform
    over all such matrices (Mezzadri 2007).
    """
    for weight in weights:
        tall = rng.standard_normal((max(weight.shape), min(weight.shape)))
        q, r = np.linalg.qr(tall)
        q *= np.sign(np.diag(r))
        weight[:] = q if len(weight) == len(q) else q.T


def zeros(weights: Sequence[Floats], biases: Sequence[Floats], rng: "np.random.Generator") -> None:
    """All 0: every unit of a layer gets the same gradient, and they stay the same for ever."""


INITIALIZERS: dict[str, Initializer] = {
    "report": report,
    "normal": normal,
    # Glorot and Bengio 2010; He, Zhang, Ren and Sun 2015; LeCun, Bottou, Orr and Müller 1998.
    "glorot": partial(_scaled, lambda n_in, n_out: 2 / (n_in + n_out)),
    "he": partial(_scaled, lambda n_in, n_out: 2 / n_in),
    "lecun": partial(_scaled, lambda n_in, n_out: 1 / n_in),
    "orthogonal": orthogonal,
    "zeros": zeros,
}
