"""A trained network as a safetensors file, its hyperparameters in the metadata."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from core.errors import HyperparameterError, ModelError
from core.files import write_atomically
from core.hyperparameters import Hyperparameters
from core.network.arrays import Floats
from core.network.mlp import MLP
from core.training.trainer import new_network

FORMAT = "inkling-model"
VERSION = "1"
SUFFIX = ".safetensors"
_LARGEST_FILE = 1 << 30
_DTYPES = {"F16", "F32", "F64"}


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A network as it was after an epoch of a training, read-only."""

    network: MLP
    hyperparameters: Hyperparameters
    epoch: int


def save_model(path: Path, model: Model) -> None:
    """Write `model` to `path`. Raises ModelError where the file cannot be written."""
    metadata = {
        "format": FORMAT,
        "version": VERSION,
        "hyperparameters": json.dumps(model.hyperparameters.to_dict()),
        "epoch": str(model.epoch),
    }
    try:
        write_atomically(path, save(_tensors(model.network), metadata))
    except OSError as error:
        raise ModelError(f"The model cannot be saved to {path}.", str(error)) from error


def load_model(path: Path) -> Model:
    """Read a model. Raises ModelError where the file is missing, damaged, foreign or hostile."""
    try:
        return _read(path)
    except (OSError, SafetensorError) as error:
        reason = "is no safetensors file, or a damaged one" if path.is_file() else "is no file"
        raise ModelError(f"The model {path} cannot be read: it {reason}.", str(error)) from error
    except MemoryError as error:
        raise ModelError(f"The model {path} does not fit into memory.") from error


def _read(path: Path) -> Model:
    if not path.is_file():
        raise FileNotFoundError(f"no file {path}")
    if path.stat().st_size > _LARGEST_FILE:
        raise _foreign(path, "it is larger than any model of Inkling")
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata() or {}
        settings, epoch = _description(path, metadata)
        network = new_network(settings)
        _check_layout(path, network, file)
        for name, array in _tensors(network).items():
            array[...] = _finite(path, name, file.get_tensor(name))
    return Model(network.snapshot(), settings, epoch)


def _description(path: Path, metadata: dict[str, str]) -> tuple[Hyperparameters, int]:
    if metadata.get("format") != FORMAT:
        raise _foreign(path, "it was not written by Inkling")
    if metadata.get("version") != VERSION:
        raise _foreign(path, f"its format version {metadata.get('version')!r} is unknown here")
    try:
        settings = Hyperparameters.from_dict(json.loads(metadata["hyperparameters"]))
        return settings, int(metadata["epoch"])
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _foreign(path, "its metadata is damaged", repr(error)) from error
    except HyperparameterError as error:
        raise _foreign(path, f"its hyperparameters are wrong ({error})") from error


def _check_layout(path: Path, network: MLP, file: safe_open) -> None:
    expected = {name: list(array.shape) for name, array in _tensors(network).items()}
    if set(file.keys()) != set(expected):
        raise _foreign(path, "its arrays are not those of its hyperparameters")
    for name, shape in expected.items():
        array = file.get_slice(name)
        if array.get_shape() != shape or array.get_dtype() not in _DTYPES:
            raise _foreign(path, f"its array “{name}” has another shape or type")


def _finite(path: Path, name: str, array: Floats) -> Floats:
    if not np.isfinite(array).all():
        raise _foreign(path, f"its array “{name}” has values that are not numbers")
    return array


def _tensors(network: MLP) -> dict[str, Floats]:
    layers = enumerate(zip(network.weights, network.biases, strict=True), start=1)
    return {
        f"layer{number}.{kind}": array
        for number, pair in layers
        for kind, array in zip(("weights", "biases"), pair, strict=True)
    }


def _foreign(path: Path, reason: str, details: str = "") -> ModelError:
    return ModelError(f"{path} is not a model that can be used: {reason}.", details)
