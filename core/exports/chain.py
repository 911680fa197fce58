"""Layers from named arrays: which bias goes with which weights, which way round, in which order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from core.datasets.dataset import CLASSES, PIXELS
from core.exports.found import Array
from core.network.arrays import Floats

_MOST_LAYERS = 9
_BIAS = re.compile(r"(?<![a-z])(b|bias|biases|intercepts?)(?![a-z])")
_WEIGHTS = re.compile(r"(?<![a-z])(w|weights?|kernel|coefs?)(?![a-z])")


class Pair(NamedTuple):
    """The arrays of one layer."""

    weights: Floats
    """(n_in, n_out), or the other way round."""
    biases: Floats
    """(n_out,); empty for none."""


class ChainError(ValueError):
    """Arrays are no layers from 784 pixels to 10 digits; says why."""


def layers_in(arrays: Mapping[str, Array]) -> list[Pair]:
    """The layers from the pixels to the digits, weights (n_in, n_out), float32.

    The order is that of the names, counted where they count, if the widths then fit; else the
    only one in which they do. Raises ChainError.
    """
    if not 0 < len(arrays) <= 2 * _MOST_LAYERS:
        raise ChainError(
            f"it has {len(arrays)} arrays, and a network has 1 to {_MOST_LAYERS} layers"
        )
    narrow = {name: _narrow(name, array) for name, array in arrays.items()}
    pairs = _pairs(narrow)
    for turned in (False, True):
        way_round = [_complete(pair, turned=turned) for pair in pairs]
        if _fits(way_round):
            return way_round
        orders = list(islice(_orders(way_round, PIXELS), 2))
        if len(orders) == 1:
            return orders[0]
        if orders:
            raise ChainError("the order of its layers cannot be told")
    shapes = ", ".join("×".join(map(str, pair.weights.shape)) for pair in pairs)
    raise ChainError(f"its layers ({shapes}) do not lead from {PIXELS} pixels to {CLASSES} digits")


@np.errstate(over="ignore")
def _narrow(name: str, array: Array) -> Floats:
    if array.dtype.kind != "f":
        raise ChainError(f"its array “{name}” is not of floats")
    narrow = array.astype(np.float32)
    if not np.isfinite(narrow).all():
        raise ChainError(f"its array “{name}” has values that are not numbers")
    return narrow


def _pairs(arrays: Mapping[str, Floats]) -> list[Pair]:
    names = sorted(arrays, key=_counted)
    biases = [name for name in names if _is_bias(name, arrays[name])]
    weights = [name for name in names if name not in biases]
    for name in weights:
        if arrays[name].ndim != 2:
            shape = "×".join(map(str, arrays[name].shape))
            raise ChainError(f"its array “{name}” ({shape}) is no part of a multilayer perceptron")
    if not biases:
        return [Pair(arrays[name], np.zeros(0, np.float32)) for name in weights]
    by_stem = {_stem(name): name for name in biases}
    stems = [_stem(name) for name in weights]
    if set(stems) == set(by_stem) and len(stems) == len(by_stem) == len(biases):
        biases = [by_stem[stem] for stem in stems]
    if len(biases) != len(weights):
        raise ChainError(f"it has {len(weights)} arrays of weights and {len(biases)} of biases")
    return [
        Pair(arrays[weight], arrays[bias].reshape(-1))
        for weight, bias in zip(weights, biases, strict=True)
    ]


def _complete(pair: Pair, *, turned: bool) -> Pair:
    weights = pair.weights.T if turned else pair.weights
    nothing = np.zeros(weights.shape[1], np.float32)
    return Pair(weights, pair.biases if pair.biases.size else nothing)


def _is_bias(name: str, array: Floats) -> bool:
    column = array.ndim == 2 and 1 in array.shape
    if _WEIGHTS.search(_words(name)):
        return False
    return array.ndim == 1 or (column and _BIAS.search(_words(name)) is not None)


def _fits(layers: Sequence[Pair]) -> bool:
    width = PIXELS
    for weights, biases in layers:
        if weights.shape[0] != width or len(biases) != weights.shape[1]:
            return False
        width = weights.shape[1]
    return width == CLASSES


def _orders(layers: Sequence[Pair], width: int) -> Iterator[list[Pair]]:
    """Every order in which the widths fit."""
    if not layers and width == CLASSES:
        yield []
    for index, layer in enumerate(layers):
        n_in, n_out = layer.weights.shape
        if n_in == width and len(layer.biases) == n_out:
            for rest in _orders([*layers[:index], *layers[index + 1 :]], n_out):
                yield [layer, *rest]


def _words(name: str) -> str:
    """In small letters, camelCase and underscores taken apart."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()


def _stem(name: str) -> str:
    return _WEIGHTS.sub("", _BIAS.sub("", _words(name)))


def _counted(name: str) -> list[tuple[int, str]]:
    """Sorts fc2 before fc10."""
    parts = re.split(r"([0-9]+)", name)
    return [(len(part.lstrip("0")) if number % 2 else 0, part) for number, part in enumerate(parts)]
