"""How a network starts."""

from collections.abc import Callable, Sequence

import numpy as np

from core.network.arrays import Floats

# In quotes: to name numpy.random is to import it, which takes 10 ms of a window's start.
Initializer = Callable[[Sequence[Floats], Sequence[Floats], "np.random.Generator"], None]
"""Fills weights, each (n_in, n_out), and biases, each (n_out,), in place."""


def report(weights: Sequence[Floats], biases: Sequence[Floats], rng: "np.random.Generator") -> None:
    """The report's: weights N(0, 1/n_in), biases N(0, 1)."""
    for weight, bias in zip(weights, biases, strict=True):
        weight[:] = rng.standard_normal(weight.shape) / np.sqrt(len(weight))
        bias[:] = rng.standard_normal(bias.shape)


INITIALIZERS: dict[str, Initializer] = {"report": report}
