"""What a model's file was found to hold, before it is a model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
ACTIVATION_WORDS = {
    "logistic": "sigmoid",
    "leakyrelu": "leaky_relu",
    "swish": "silu",
    "identity": "linear",
    "none": "linear",
}
LOSS_WORDS = {
    "softmax": "softmax_cross_entropy",
    "cross_entropy": "softmax_cross_entropy",
    "crossentropyloss": "softmax_cross_entropy",
    "categorical_crossentropy": "softmax_cross_entropy",
    "sigmoid": "sigmoid_cross_entropy",
    "crossentropycost": "sigmoid_cross_entropy",
    "binary_crossentropy": "sigmoid_cross_entropy",
    "bcewithlogitsloss": "sigmoid_cross_entropy",
    "quadratic": "sigmoid_quadratic",
    "quadraticcost": "sigmoid_quadratic",
    "mse": "sigmoid_quadratic",
}
"""What others call what we have."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredArray:
    """An array in a file, of which only the header has been read: many promise more than they
    hold, or than anybody has memory for."""

    name: str
    shape: tuple[int, ...]
    read: Callable[[], Array]
    """Raises an InklingError where it is damaged."""


@dataclass(frozen=True, slots=True, eq=False)
class RawArrays:
    """Arrays by name, and what the file says of the network."""

    arrays: Mapping[str, StoredArray]
    """Of floats, weights and biases."""
    activation: str | None = None
    """In our words; None where the file does not say."""
    loss: str | None = None
    sizes: tuple[int, ...] | None = None
    """The widths of all layers, where the file says them."""


def collect_arrays(arrays: Mapping[str, StoredArray], facts: Mapping[str, str]) -> RawArrays:
    """Arrays, with the facts `activation` and `loss` (or `cost`) if there are any."""
    told = {name.lower(): text for name, text in facts.items()}
    return RawArrays(
        arrays,
        _in_our_words(told.get("activation"), ACTIVATION_WORDS),
        _in_our_words(told.get("loss", told.get("cost")), LOSS_WORDS),
    )


def _in_our_words(text: str | None, words: Mapping[str, str]) -> str | None:
    if text is None:
        return None
    names = [name.strip().lower() for name in text.split(",")]
    return ", ".join(words.get(name, name) for name in names)
