"""Initial weights and biases of a network."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from core.nn.activations import Floats

# In quotes, because numpy.random is imported when it is named, which takes 10 ms.
Initializer = Callable[[Sequence[Floats], Sequence[Floats], "np.random.Generator"], None]
"""Fills weights, each (n_in, n_out), and biases, each (n_out,), in place. Both are 0 before."""


def report(weights: Sequence[Floats], biases: Sequence[Floats], rng: "np.random.Generator") -> None:
    """Draw weights from N(0, 1/n_in) and biases from N(0, 1), as the report does."""
    for weight, bias in zip(weights, biases, strict=True):
        weight[:] = rng.standard_normal(weight.shape) / np.sqrt(len(weight))
        bias[:] = rng.standard_normal(bias.shape)


def normal(weights: Sequence[Floats], biases: Sequence[Floats], rng: "np.random.Generator") -> None:
    """Draw weights and biases from N(0, 1), so that units with many inputs saturate."""
    for array in (*weights, *biases):
        array[:] = rng.standard_normal(array.shape)


def _scaled(
    variance: Callable[[int, int], float],
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    rng: "np.random.Generator",
) -> None:
    """Draw weights from N(0, variance(n_in, n_out)), and leave biases at 0."""
    for weight in weights:
        weight[:] = rng.standard_normal(weight.shape) * np.sqrt(variance(*weight.shape))


def orthogonal(
    weights: Sequence[Floats], biases: Sequence[Floats], rng: "np.random.Generator"
) -> None:
    """Draw weights with orthonormal columns or rows, and leave biases at 0.

    From Saxe, McClelland and Ganguli 2014. Q of a QR decomposition of Gaussian numbers, with the
    signs of R's diagonal, is uniform over all such matrices (Mezzadri 2007).
    """
    for weight in weights:
        tall = rng.standard_normal((max(weight.shape), min(weight.shape)))
        q, r = np.linalg.qr(tall)
        q *= np.sign(np.diag(r))
        weight[:] = q if len(weight) == len(q) else q.T


def zeros(weights: Sequence[Floats], biases: Sequence[Floats], rng: "np.random.Generator") -> None:
    """Leave everything at 0: all units of a layer get the same gradient, and stay the same."""


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
