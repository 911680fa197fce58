"""Networks saved by network2.py of Michael Nielsen's book “Neural Networks and Deep Learning”."""

from pathlib import Path
from typing import Any

import numpy as np

from core.errors import ModelError
from core.exports.found import Array, Found, found_in
from core.json_file import UNREADABLE, parse_object
from core.runs.metadata import foreign

_LARGEST = 1 << 27
"""Bytes. In memory it is some times as much."""


def read_nielsen(path: Path) -> Found:
    """`weights` (n_out, n_in) and `biases` (n_out, 1) a layer, sigmoids everywhere, and a cost.

    Raises ModelError.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise foreign(path, f"as JSON it is larger than {_LARGEST >> 20} MB")
        return _found(path, parse_object(path.read_bytes()))
    except (*UNREADABLE, OverflowError) as error:
        raise foreign(
            path, "its JSON is not that of Nielsen's network2.py, or damaged", repr(error)
        ) from error


def _found(path: Path, told: dict[str, Any]) -> Found:
    weights, biases = told["weights"], told["biases"]
    if len(weights) != len(biases):
        raise _mismatch(path, f"{len(weights)} arrays of weights and {len(biases)} of biases")
    arrays: dict[str, Array] = {}
    for number, pair in enumerate(zip(weights, biases, strict=True), start=1):
        for kind, values in zip(("weights", "biases"), pair, strict=True):
            arrays[f"layer{number}.{kind}"] = np.array(values, np.float64)
    facts = {"activation": "sigmoid"}
    if isinstance(told.get("cost"), str):
        facts["cost"] = told["cost"]
    found = found_in(arrays, facts)
    return Found(arrays, found.activation, found.loss, tuple(told["sizes"]))


def _mismatch(path: Path, reason: str) -> ModelError:
    return foreign(path, f"it has {reason}")
