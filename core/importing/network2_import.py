"""Import of networks of network2.py in Nielsen's book “Neural Networks and Deep Learning”."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.foundation.errors import ModelError
from core.foundation.files import read_bounded
from core.foundation.json_file import READ_ERRORS, check_count, parse_object
from core.importing.layer_matching import RawArrays, StoredArray, collect_arrays
from core.models.model_file import unusable_model_error

_LARGEST = 1 << 26
_MOST_NUMBERS = 2_000_000
_MOST = {b"[": 100_000, b"{": 100, b'"': 1000}
"""The most of each of these characters. A number takes 40 bytes of memory and a list 90, however
short the text is, so that they are counted before they are parsed."""


def read_network2(path: Path) -> RawArrays:
    """Read `weights` (n_out, n_in) and `biases` (n_out, 1) of each layer, and the cost.

    All activations are sigmoids. Raises ModelError.
    """
    try:
        content = read_bounded(path, _LARGEST)
        if content.count(b",") > _MOST_NUMBERS:
            raise unusable_model_error(
                path, f"as JSON it holds more than {_MOST_NUMBERS:,} numbers"
            )
        if not content.isascii() or any(content.count(sign) > most for sign, most in _MOST.items()):
            raise ValueError("more lists, names or characters than a network has")
        return _raw_arrays(path, parse_object(content))
    except READ_ERRORS as error:
        raise unusable_model_error(
            path, "its JSON is not that of Nielsen's network2.py, or damaged", repr(error)
        ) from error


def _raw_arrays(path: Path, values: dict[str, Any]) -> RawArrays:
    weights, biases = values["weights"], values["biases"]
    if len(weights) != len(biases):
        raise _mismatch(path, f"{len(weights)} arrays of weights and {len(biases)} of biases")
    arrays: dict[str, StoredArray] = {}
    for number, pair in enumerate(zip(weights, biases, strict=True), start=1):
        for kind, numbers in zip(("weights", "biases"), pair, strict=True):
            name = f"layer{number}.{kind}"
            array = np.array(numbers, np.float64)
            arrays[name] = StoredArray(name, array.shape, array.view)
    facts = {"activation": "sigmoid"}
    if isinstance(values.get("cost"), str):
        facts["cost"] = values["cost"]
    raw = collect_arrays(arrays, facts)
    return replace(raw, sizes=tuple(map(check_count, values["sizes"])))


def _mismatch(path: Path, reason: str) -> ModelError:
    return unusable_model_error(path, f"it has {reason}")
