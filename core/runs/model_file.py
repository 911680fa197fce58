"""A trained network as a safetensors file, its hyperparameters in the metadata."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from safetensors import safe_open

from core.datasets.dataset import CLASSES, PIXELS
from core.errors import ModelError
from core.evaluation.calibration import Calibration
from core.files import is_file, write_atomically
from core.hyperparameters import Hyperparameters
from core.json_file import UNREADABLE
from core.network.arrays import Floats
from core.network.mlp import MLP
from core.runs.metadata import description_in, foreign, metadata_of
from core.runs.tensor_file import open_tensors

SUFFIX = ".safetensors"
LARGEST_FILE = 1 << 30
"""Bytes: no network within the limits of the form is larger."""
_DTYPES = {"F16", "F32", "F64"}


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A network as it was after an epoch of a training, read-only."""

    network: MLP
    hyperparameters: Hyperparameters
    epoch: int
    test_accuracy: float | None = None
    """On MNIST's test set, where it has been measured."""
    seconds: float | None = None
    """The training's, without pauses, where they are known."""
    calibration: Calibration | None = None
    """By the validation images, where it has been found."""
    title: str = ""
    """What to call it, where it is not the training's own."""
    own_digits: int = 0
    """How many digits of the person's own it has learnt after its training."""


def learnt_title(own_digits: int) -> str:
    """What to call a model that has learnt a person's digits; empty for none."""
    s = "s" if own_digits != 1 else ""
    return f"has learnt {own_digits:,} digit{s} of yours" if own_digits else ""


def save_model(path: Path, model: Model, *, half: bool = False) -> None:
    """Write `model` to `path`, with `half` in float16, which takes half of the space.

    Raises ModelError where the file cannot be written.
    """
    dtype = np.float16 if half else model.network.parameters.dtype
    tensors = {name: array.astype(dtype) for name, array in _tensors(model.network).items()}
    from safetensors.numpy import save

    try:
        write_atomically(path, save(tensors, metadata_of(model)))
    except OSError as error:
        raise ModelError(f"The model cannot be saved to {path}.", str(error)) from error


def load_model(path: Path) -> Model:
    """Read a model. Raises ModelError where the file is missing, damaged, foreign or hostile."""
    from safetensors import SafetensorError

    try:
        return _read(path)
    except (*UNREADABLE, SafetensorError) as error:
        reason = "is no safetensors file, or a damaged one" if is_file(path) else "is no file"
        raise ModelError(f"The model {path} cannot be read: it {reason}.", str(error)) from error
    except MemoryError as error:
        raise ModelError(f"The model {path} does not fit into memory.") from error


def _read(path: Path) -> Model:
    if not path.is_file():
        raise FileNotFoundError(f"no file {path}")
    if path.stat().st_size > LARGEST_FILE:
        raise foreign(path, "it is larger than any model of Inkling")
    with open_tensors(path, LARGEST_FILE) as file:
        told = description_in(path, file.metadata() or {})
        settings = told.hyperparameters
        # First of all: the file may promise layers that it does not hold, and they would be made.
        _check_layout(path, settings, file)
        sizes = (PIXELS, *settings.hidden_layers, CLASSES)
        network = MLP.blank(sizes, settings.activations, settings.loss)
        for name, array in _tensors(network).items():
            array[...] = _finite(path, name, file.get_tensor(name))
    return Model(
        network.sealed(),
        settings,
        told.epoch,
        told.test_accuracy,
        told.seconds,
        told.calibration,
        title=learnt_title(told.own_digits),
        own_digits=told.own_digits,
    )


def _check_layout(path: Path, settings: Hyperparameters, file: "safe_open") -> None:
    expected = _shapes((PIXELS, *settings.hidden_layers, CLASSES))
    if set(file.keys()) != set(expected):
        raise foreign(path, "its arrays are not those of its hyperparameters")
    for name, shape in expected.items():
        array = file.get_slice(name)
        if array.get_shape() != shape or array.get_dtype() not in _DTYPES:
            raise foreign(path, f"its array “{name}” has another shape or type")


@np.errstate(over="ignore")
def _finite(path: Path, name: str, array: Floats) -> Floats:
    narrow = array.astype(np.float32, copy=False)
    if not np.isfinite(narrow).all():
        raise foreign(path, f"its array “{name}” has values that are not numbers")
    return narrow


def _shapes(sizes: tuple[int, ...]) -> dict[str, list[int]]:
    return {
        f"layer{number}.{kind}": shape
        for number, (n_in, n_out) in enumerate(pairwise(sizes), start=1)
        for kind, shape in (("weights", [n_in, n_out]), ("biases", [n_out]))
    }


def _tensors(network: MLP) -> dict[str, Floats]:
    layers = enumerate(zip(network.weights, network.biases, strict=True), start=1)
    return {
        f"layer{number}.{kind}": array
        for number, pair in layers
        for kind, array in zip(("weights", "biases"), pair, strict=True)
    }
