"""Layers from named arrays: which bias goes with which weights, which way round, in which order.

All of it is told from names and shapes; no array is read before the layers are known.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from core.datasets.dataset import CLASSES, PIXELS
from core.importing.raw_arrays import Array, Stored
from core.nn.activations import Floats

MOST_LAYERS = 9
_BIAS = re.compile(r"(?<![a-z])(b|bias|biases|intercepts?)(?![a-z])")
_WEIGHTS = re.compile(r"(?<![a-z])(w|weights?|kernel|coefs?)(?![a-z])")
_Shape = tuple[int, int]


class ChainError(ValueError):
    """Arrays are no layers from 784 pixels to 10 digits; says why."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The arrays of one layer."""

    weights: Stored
    biases: Stored | None
    """(n_out,), (n_out, 1) or (1, n_out); None for none."""
    turned: bool = False
    """Whether the weights are (n_out, n_in)."""

    @property
    def shape(self) -> _Shape:
        """n_in and n_out."""
        n_in, n_out = self.weights.shape
        return (n_out, n_in) if self.turned else (n_in, n_out)

    @property
    def fits(self) -> bool:
        """Whether there is one bias for each unit."""
        return self.biases is None or int(np.prod(self.biases.shape)) == self.shape[1]

    def read_into(self, weights: Floats, biases: Floats) -> None:
        """Read both into arrays, (n_in, n_out) and (n_out,). Raises ChainError."""
        array = _finite(self.weights)
        weights[...] = array.T if self.turned else array
        biases[...] = 0 if self.biases is None else _finite(self.biases).reshape(-1)


def layers_in(arrays: Mapping[str, Stored]) -> list[Pair]:
    """The layers from the pixels to the digits.

    The order is that of the names, counted where they count, if the widths then fit; else the
    only one in which they do. Raises ChainError.
    """
    if not 0 < len(arrays) <= 2 * MOST_LAYERS:
        raise ChainError(
            f"it has {len(arrays)} arrays, and a network has 1 to {MOST_LAYERS} layers"
        )
    pairs = _pairs(arrays)
    if len(pairs) > MOST_LAYERS:
        raise ChainError(f"it has {len(pairs)} layers, and a network has 1 to {MOST_LAYERS}")
    for turned in (False, True):
        way_round = [replace(pair, turned=turned) for pair in pairs]
        if not all(pair.fits for pair in way_round):
            continue
        if _is_chain([pair.shape for pair in way_round]):
            return way_round
        if found := _in_order(way_round):
            return found
    shapes = ", ".join("×".join(map(str, pair.weights.shape)) for pair in pairs)
    raise ChainError(f"its layers ({shapes}) do not lead from {PIXELS} pixels to {CLASSES} digits")


@np.errstate(over="ignore")
def _finite(stored: Stored) -> Floats:
    array: Array = stored.read()
    if array.shape != stored.shape:
        raise ChainError(f"its array “{stored.name}” has changed while it was read")
    narrow = array.astype(np.float32, copy=False)
    if not np.isfinite(narrow).all():
        raise ChainError(f"its array “{stored.name}” has values that are not numbers")
    return narrow


def _pairs(arrays: Mapping[str, Stored]) -> list[Pair]:
    names = sorted(arrays, key=_counted)
    biases = [name for name in names if _is_bias(name, arrays[name])]
    weights = [name for name in names if name not in biases]
    for name in weights:
        if len(arrays[name].shape) != 2:
            shape = "×".join(map(str, arrays[name].shape))
            raise ChainError(f"its array “{name}” ({shape}) is no part of a multilayer perceptron")
    if not biases:
        return [Pair(arrays[name], None) for name in weights]
    by_stem = {_stem(name): name for name in biases}
    stems = [_stem(name) for name in weights]
    if set(stems) == set(by_stem) and len(stems) == len(by_stem) == len(biases):
        biases = [by_stem[stem] for stem in stems]
    if len(biases) != len(weights):
        raise ChainError(f"it has {len(weights)} arrays of weights and {len(biases)} of biases")
    return [
        Pair(arrays[weight], arrays[bias]) for weight, bias in zip(weights, biases, strict=True)
    ]


def _is_bias(name: str, array: Stored) -> bool:
    column = len(array.shape) == 2 and 1 in array.shape
    if _WEIGHTS.search(_words(name)):
        return False
    return len(array.shape) == 1 or (column and _BIAS.search(_words(name)) is not None)


def _is_chain(shapes: Sequence[_Shape]) -> bool:
    ends = [n_out for _, n_out in shapes]
    return [PIXELS, *ends[:-1]] == [n_in for n_in, _ in shapes] and ends[-1] == CLASSES


def _in_order(pairs: Sequence[Pair]) -> list[Pair]:
    """The only order in which the widths fit, or nothing. Raises ChainError for more than one."""
    left = Counter(pair.shape for pair in pairs)
    orders = list(islice(_orders(left, PIXELS), 2))
    if not orders:
        return []
    # Layers of one shape can stand for each other.
    if len(orders) > 1 or len(left) < len(pairs):
        raise ChainError("the order of its layers cannot be told")
    by_shape = {pair.shape: pair for pair in pairs}
    return [by_shape[shape] for shape in orders[0]]


def _orders(left: Counter[_Shape], width: int) -> Iterator[list[_Shape]]:
    """Every order of shapes in which the widths fit.

    Those of one shape are tried once: of nine layers there are then some hundreds of beginnings
    at most, not 9!.
    """
    if not left.total() and width == CLASSES:
        yield []
    for shape in [shape for shape, count in left.items() if count and shape[0] == width]:
        left[shape] -= 1
        for rest in _orders(left, shape[1]):
            yield [shape, *rest]
        left[shape] += 1


def _words(name: str) -> str:
    """In small letters, camelCase and underscores taken apart."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()


def _stem(name: str) -> str:
    return _WEIGHTS.sub("", _BIAS.sub("", _words(name)))


def _counted(name: str) -> list[tuple[int, str]]:
    """Sorts fc2 before fc10."""
    parts = re.split(r"([0-9]+)", name)
    return [(len(part.lstrip("0")) if number % 2 else 0, part) for number, part in enumerate(parts)]
