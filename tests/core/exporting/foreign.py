"""Files as other programs write them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from core.models.model_file import Model

Arrays = dict[str, np.ndarray]


def arrays_of(model: Model, weights: str, biases: str, *, turned: bool, first: int = 1) -> Arrays:
    """Its arrays by names with a number in them; `turned`: weights (n_out, n_in)."""
    arrays: Arrays = {}
    for number, pair in enumerate(
        zip(model.network.weights, model.network.biases, strict=True), start=first
    ):
        weight, bias = pair
        matrix = weight.T if turned else weight
        arrays[weights.format(number)] = np.ascontiguousarray(matrix)
        arrays[biases.format(number)] = np.array(bias)
    return arrays


def nielsen_of(model: Model, **replaced: Any) -> dict[str, Any]:
    """What network2.py writes."""
    network = model.network
    return {
        "sizes": list(network.sizes),
        "weights": [weights.T.tolist() for weights in network.weights],
        "biases": [biases.reshape(-1, 1).tolist() for biases in network.biases],
        "cost": "CrossEntropyCost",
        **replaced,
    }


def write_json(path: Path, values: object) -> Path:
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def write_npz(path: Path, **arrays: Any) -> Path:
    np.savez(path, **arrays)
    return path


def write_tensors(path: Path, arrays: Arrays, **metadata: str) -> Path:
    save_file(arrays, path, metadata)
    return path
