"""Matching of named arrays to layers: pairs of weights and biases, their orientation and order.

Only names and shapes are used: no array is read before the layers are known.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, PIXELS
from core.nn.activations import Floats

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


MOST_LAYERS = 9
_BIAS = re.compile(r"(?<![a-z])(b|bias|biases|intercepts?)(?![a-z])")
_WEIGHTS = re.compile(r"(?<![a-z])(w|weights?|kernel|coefs?)(?![a-z])")
_Shape = tuple[int, int]


class LayerMatchError(ValueError):
    """Arrays do not form layers from 784 pixels to 10 digits."""


@dataclass(frozen=True, slots=True)
class LayerArrays:
    """The arrays of one layer."""

    weights: StoredArray
    biases: StoredArray | None
    """(n_out,), (n_out, 1) or (1, n_out); None for a layer without biases."""
    transposed: bool = False
    """Whether the weights are (n_out, n_in)."""

    @property
    def shape(self) -> _Shape:
        """The numbers of inputs and outputs."""
        n_in, n_out = self.weights.shape
        return (n_out, n_in) if self.transposed else (n_in, n_out)

    @property
    def fits(self) -> bool:
        """Whether there is one bias for each unit."""
        return self.biases is None or int(np.prod(self.biases.shape)) == self.shape[1]

    def read_into(self, weights: Floats, biases: Floats) -> None:
        """Read both into arrays (n_in, n_out) and (n_out,). Raises LayerMatchError."""
        array = _read_finite(self.weights)
        weights[...] = array.T if self.transposed else array
        biases[...] = 0 if self.biases is None else _read_finite(self.biases).reshape(-1)


def match_layers(arrays: Mapping[str, StoredArray]) -> list[LayerArrays]:
    """Return the layers from the pixels to the digits.

    The order is that of the names, with numbers compared as numbers, if the widths then fit, or
    else the only order in which they do. Raises LayerMatchError.
    """
    if not 0 < len(arrays) <= 2 * MOST_LAYERS:
        raise LayerMatchError(
            f"it has {len(arrays)} arrays, and a network has 1 to {MOST_LAYERS} layers"
        )
    pairs = _pairs(arrays)
    if len(pairs) > MOST_LAYERS:
        raise LayerMatchError(f"it has {len(pairs)} layers, and a network has 1 to {MOST_LAYERS}")
    for transposed in (False, True):
        oriented = [replace(pair, transposed=transposed) for pair in pairs]
        if not all(pair.fits for pair in oriented):
            continue
        if _is_chain([pair.shape for pair in oriented]):
            return oriented
        if ordered := _in_order(oriented):
            return ordered
    shapes = ", ".join("×".join(map(str, pair.weights.shape)) for pair in pairs)
    raise LayerMatchError(
        f"its layers ({shapes}) do not lead from {PIXELS} pixels to {CLASSES} digits"
    )


@np.errstate(over="ignore")
def _read_finite(stored: StoredArray) -> Floats:
    array: Array = stored.read()
    if array.shape != stored.shape:
        raise LayerMatchError(f"its array “{stored.name}” has changed while it was read")
    narrow = array.astype(np.float32, copy=False)
    if not np.isfinite(narrow).all():
        raise LayerMatchError(f"its array “{stored.name}” has values that are not finite")
    return narrow


def _pairs(arrays: Mapping[str, StoredArray]) -> list[LayerArrays]:
    names = sorted(arrays, key=_natural_order)
    biases = [name for name in names if _is_bias(name, arrays[name])]
    weights = [name for name in names if name not in biases]
    for name in weights:
        if len(arrays[name].shape) != 2:
            shape = "×".join(map(str, arrays[name].shape))
            raise LayerMatchError(
                f"its array “{name}” ({shape}) does not belong to a multilayer perceptron"
            )
    if not biases:
        return [LayerArrays(arrays[name], None) for name in weights]
    by_stem = {_stem(name): name for name in biases}
    stems = [_stem(name) for name in weights]
    if set(stems) == set(by_stem) and len(stems) == len(by_stem) == len(biases):
        biases = [by_stem[stem] for stem in stems]
    if len(biases) != len(weights):
        raise LayerMatchError(
            f"it has {len(weights)} arrays of weights and {len(biases)} of biases"
        )
    return [
        LayerArrays(arrays[weight], arrays[bias])
        for weight, bias in zip(weights, biases, strict=True)
    ]


def _is_bias(name: str, array: StoredArray) -> bool:
    column = len(array.shape) == 2 and 1 in array.shape
    if _WEIGHTS.search(_words(name)):
        return False
    return len(array.shape) == 1 or (column and _BIAS.search(_words(name)) is not None)


def _is_chain(shapes: Sequence[_Shape]) -> bool:
    ends = [n_out for _, n_out in shapes]
    return [PIXELS, *ends[:-1]] == [n_in for n_in, _ in shapes] and ends[-1] == CLASSES


def _in_order(pairs: Sequence[LayerArrays]) -> list[LayerArrays]:
    """Return the only order in which the widths fit; empty for none.

    Raises LayerMatchError where there is more than one.
    """
    remaining = Counter(pair.shape for pair in pairs)
    orders = list(islice(_orders(remaining, PIXELS), 2))
    if not orders:
        return []
    # Layers of the same shape are interchangeable.
    if len(orders) > 1 or len(remaining) < len(pairs):
        raise LayerMatchError("the order of its layers is ambiguous")
    by_shape = {pair.shape: pair for pair in pairs}
    return [by_shape[shape] for shape in orders[0]]


def _orders(remaining: Counter[_Shape], width: int) -> Iterator[list[_Shape]]:
    """Yield every order of shapes in which the widths fit.

    Equal shapes are tried only once, so that nine layers have some hundred beginnings, not 9!.
    """
    if not remaining.total() and width == CLASSES:
        yield []
    for shape in [shape for shape, count in remaining.items() if count and shape[0] == width]:
        remaining[shape] -= 1
        for rest in _orders(remaining, shape[1]):
            yield [shape, *rest]
        remaining[shape] += 1


def _words(name: str) -> str:
    """Return a name in lower case, with camelCase and underscores as separate words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()


def _stem(name: str) -> str:
    return _WEIGHTS.sub("", _BIAS.sub("", _words(name)))


def _natural_order(name: str) -> list[tuple[int, str]]:
    """Return a sort key that puts fc2 before fc10."""
    parts = re.split(r"([0-9]+)", name)
    return [(len(part.lstrip("0")) if number % 2 else 0, part) for number, part in enumerate(parts)]
