"""Networks saved by network2.py of Michael Nielsen's book “Neural Networks and Deep Learning”."""

from pathlib import Path
from typing import Any

import numpy as np

from core.foundation.errors import ModelError
from core.foundation.files import read_bounded
from core.foundation.json_file import READ_ERRORS, check_count, parse_object
from core.importing.raw_arrays import Found, Stored, found_in
from core.models.model_file import unusable_model_error

_LARGEST = 1 << 26
_MOST_NUMBERS = 2_000_000
_MOST = {b"[": 100_000, b"{": 100, b'"': 1000}
"""Of each of these signs. A number takes 40 bytes of memory and a list 90, however short its text
is: before they are made, they are counted."""


def read_network2(path: Path) -> Found:
    """`weights` (n_out, n_in) and `biases` (n_out, 1) a layer, sigmoids everywhere, and a cost.

    Raises ModelError.
    """
    try:
        content = read_bounded(path, _LARGEST)
        if content.count(b",") > _MOST_NUMBERS:
            raise unusable_model_error(
                path, f"as JSON it holds more than {_MOST_NUMBERS:,} numbers"
            )
        if not content.isascii() or any(content.count(sign) > most for sign, most in _MOST.items()):
            raise ValueError("more lists, names or letters than a network has")
        return _found(path, parse_object(content))
    except READ_ERRORS as error:
        raise unusable_model_error(
            path, "its JSON is not that of Nielsen's network2.py, or damaged", repr(error)
        ) from error


def _found(path: Path, told: dict[str, Any]) -> Found:
    weights, biases = told["weights"], told["biases"]
    if len(weights) != len(biases):
        raise _mismatch(path, f"{len(weights)} arrays of weights and {len(biases)} of biases")
    arrays: dict[str, Stored] = {}
    for number, pair in enumerate(zip(weights, biases, strict=True), start=1):
        for kind, values in zip(("weights", "biases"), pair, strict=True):
            name = f"layer{number}.{kind}"
            array = np.array(values, np.float64)
            arrays[name] = Stored(name, array.shape, array.view)
    facts = {"activation": "sigmoid"}
    if isinstance(told.get("cost"), str):
        facts["cost"] = told["cost"]
    found = found_in(arrays, facts)
    return Found(arrays, found.activation, found.loss, tuple(map(check_count, told["sizes"])))


def _mismatch(path: Path, reason: str) -> ModelError:
    return unusable_model_error(path, f"it has {reason}")
