"""How far two right computations of the same may lie apart, by rounding alone.

In which order a sum is taken, and whether products are fused with it, is up to the processor, its
library of linear algebra and the number of threads: the last digits differ from machine to machine,
and no test may depend on them.
"""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from core.nn.mlp import MLP

Magnitude = TypeVar("Magnitude", float, npt.NDArray[np.floating])

_FACTOR = 4
"""A sum of n terms is off by λ √n u, u = ε/2, with a probability of at most e^(-λ²/2) (Higham and
Mary 2019), and mostly by much less: partial sums are smaller, and there are several of them side by
side. Two computations with λ = 4 each make 4 √n ε."""
_FUNCTION = 4
"""Terms as good as a function: NumPy's are within four units in the last place."""


def rounding(dtype: npt.DTypeLike, terms: int, magnitude: Magnitude) -> Magnitude:
    """Of a sum of so many terms, or of so many operations one after the other, in `dtype`, where
    the numbers on the way are of that magnitude."""
    return _FACTOR * float(np.finfo(dtype).eps) * float(np.sqrt(terms)) * magnitude


def of_logits(network: MLP, pixels: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Of the logits of a network, (n, 10): what each layer makes, and hands on to the next."""
    dtype = network.parameters.dtype
    values, error = pixels.astype(np.float64), np.zeros_like(pixels, np.float64)
    last = len(network.weights) - 1
    for layer, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        squares = weight.astype(np.float64) ** 2
        # On its way a sum is as large as at its end, and as far as terms of random signs go.
        spread = np.sqrt(values**2 @ squares + bias**2)
        values = values @ weight + bias
        made = rounding(dtype, len(weight) + 1, np.abs(values) + spread)
        error = np.sqrt(error**2 @ squares + made**2)
        if layer < last:
            slope = np.empty_like(values)
            network.activations[layer].differentiate(values, slope)
            error = np.abs(slope) * error + rounding(dtype, _FUNCTION, np.abs(values))
    return error


def of_probabilities(network: MLP, pixels: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Of the outputs, (n, 10): the slope of a sigmoid is p (1 - p), of a softmax at most twice
    that where all logits differ."""
    outputs = network.probabilities(pixels).astype(np.float64)
    slope, error = outputs * (1 - outputs), of_logits(network, pixels)
    largest = error.max(axis=1, keepdims=True)
    return 2 * slope * largest + rounding(network.parameters.dtype, _FUNCTION, 1.0)


def of_loss(network: MLP, pixels: npt.NDArray[np.floating], loss: float) -> float:
    """Of the mean loss of images, which is about `loss`: its slope by each logit is at most 1."""
    dtype = network.parameters.dtype
    made = rounding(dtype, _FUNCTION * network.sizes[-1], 1.0 + loss)
    return float(of_logits(network, pixels).sum(axis=1).mean() + made)


def of_slope(step: float, magnitude: float, terms: int = 1, third: float = 1.0) -> float:
    """Of a central difference in float64 of a function of that magnitude, a sum of so many terms:
    its rounding divided by the step, and what is left of the series with the third derivative."""
    return rounding(np.float64, terms, magnitude) / step + third * step**2 / 6


def assert_within(
    found: npt.ArrayLike, expected: npt.ArrayLike, most: float | npt.NDArray[np.floating]
) -> None:
    """Raises AssertionError where two arrays are farther apart than `most`, element by element."""
    distance = np.abs(np.asarray(found, np.float64) - np.asarray(expected, np.float64))
    assert (distance <= most).all(), f"up to {distance.max():.3g} apart, more than {most}"
