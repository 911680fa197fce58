"""The arrays and facts in the file of a model, before a model is built from them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
ACTIVATION_NAMES = {
    "logistic": "sigmoid",
    "leakyrelu": "leaky_relu",
    "swish": "silu",
    "identity": "linear",
    "none": "linear",
}
"""The names of activations in other programs."""
LOSS_NAMES = {
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
"""The names of losses in other programs."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredArray:
    """An array in a file, of which only the header has been read."""

    name: str
    shape: tuple[int, ...]
    read: Callable[[], Array]
    """Reads the array. Raises an InklingError where it is damaged."""


@dataclass(frozen=True, slots=True, eq=False)
class RawArrays:
    """Arrays by name, and what the file tells about the network."""

    arrays: Mapping[str, StoredArray]
    """Weights and biases."""
    activation: str | None = None
    """In our names; None where the file does not tell."""
    loss: str | None = None
    sizes: tuple[int, ...] | None = None
    """The widths of all layers, where the file tells them."""


def collect_arrays(arrays: Mapping[str, StoredArray], facts: Mapping[str, str]) -> RawArrays:
    """Return arrays with the facts `activation` and `loss` (or `cost`), if there are any."""
    lower = {name.lower(): text for name, text in facts.items()}
    return RawArrays(
        arrays,
        _translate(lower.get("activation"), ACTIVATION_NAMES),
        _translate(lower.get("loss", lower.get("cost")), LOSS_NAMES),
    )


def _translate(text: str | None, our_names: Mapping[str, str]) -> str | None:
    if text is None:
        return None
    names = [name.strip().lower() for name in text.split(",")]
    return ", ".join(our_names.get(name, name) for name in names)
