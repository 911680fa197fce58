"""A trained network as a safetensors file, its hyperparameters in the metadata."""

import json
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    # Imported where it is used: it takes 20 ms, and the window's start needs none of it.
    from safetensors import safe_open

from core.datasets.dataset import CLASSES, PIXELS
from core.errors import HyperparameterError, ModelError
from core.evaluation.calibration import Calibration
from core.files import is_file, write_atomically
from core.hyperparameters import Hyperparameters
from core.network.arrays import Floats
from core.network.mlp import MLP

FORMAT = "inkling-model"
VERSION = "1"
SUFFIX = ".safetensors"
_LARGEST_FILE = 1 << 30
_FACTS = ("test_accuracy", "seconds")
_CALIBRATION = tuple(field.name for field in fields(Calibration))
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


def save_model(path: Path, model: Model, *, half: bool = False) -> None:
    """Write `model` to `path`, with `half` in float16, which takes half of the space.

    Raises ModelError where the file cannot be written.
    """
    facts = {"test_accuracy": model.test_accuracy, "seconds": model.seconds}
    if model.calibration is not None:
        facts |= asdict(model.calibration)
    metadata = {
        "format": FORMAT,
        "version": VERSION,
        "hyperparameters": json.dumps(model.hyperparameters.to_dict()),
        "epoch": str(model.epoch),
        **{name: repr(value) for name, value in facts.items() if value is not None},
    }
    dtype = np.float16 if half else model.network.parameters.dtype
    tensors = {name: array.astype(dtype) for name, array in _tensors(model.network).items()}
    from safetensors.numpy import save

    try:
        write_atomically(path, save(tensors, metadata))
    except OSError as error:
        raise ModelError(f"The model cannot be saved to {path}.", str(error)) from error


def load_model(path: Path) -> Model:
    """Read a model. Raises ModelError where the file is missing, damaged, foreign or hostile."""
    from safetensors import SafetensorError

    try:
        return _read(path)
    except (OSError, SafetensorError) as error:
        reason = "is no safetensors file, or a damaged one" if is_file(path) else "is no file"
        raise ModelError(f"The model {path} cannot be read: it {reason}.", str(error)) from error
    except MemoryError as error:
        raise ModelError(f"The model {path} does not fit into memory.") from error


def _read(path: Path) -> Model:
    from safetensors import safe_open

    if not path.is_file():
        raise FileNotFoundError(f"no file {path}")
    if path.stat().st_size > _LARGEST_FILE:
        raise _foreign(path, "it is larger than any model of Inkling")
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata() or {}
        settings, epoch, facts = _description(path, metadata)
        # First of all: the file may promise layers that it does not hold, and they would be made.
        _check_layout(path, settings, file)
        sizes = (PIXELS, *settings.hidden_layers, CLASSES)
        network = MLP.blank(sizes, settings.activations, settings.loss)
        for name, array in _tensors(network).items():
            array[...] = _finite(path, name, file.get_tensor(name))
    accuracy, seconds = (facts.get(name) for name in _FACTS)
    return Model(network.snapshot(), settings, epoch, accuracy, seconds, _calibration(facts))


def _description(
    path: Path, metadata: dict[str, str]
) -> tuple[Hyperparameters, int, dict[str, float]]:
    if metadata.get("format") != FORMAT:
        raise _foreign(path, "it was not written by Inkling")
    if metadata.get("version") != VERSION:
        raise _foreign(path, f"its format version {metadata.get('version')!r} is unknown here")
    try:
        settings = Hyperparameters.from_dict(json.loads(metadata["hyperparameters"]))
        epoch = int(metadata["epoch"])
        if epoch < 0:
            raise ValueError(f"epoch {epoch}")
        facts = {name: float(metadata[name]) for name in _FACTS + _CALIBRATION if name in metadata}
        if any(not 0 < facts.get(name, 1.0) < np.inf for name in _CALIBRATION):
            raise ValueError("calibration")
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _foreign(path, "its metadata is damaged", repr(error)) from error
    except HyperparameterError as error:
        raise _foreign(path, f"its hyperparameters are wrong ({error})") from error
    return settings, epoch, facts


def _calibration(facts: dict[str, float]) -> Calibration | None:
    if not set(_CALIBRATION) <= facts.keys():
        return None
    return Calibration(**{name: facts[name] for name in _CALIBRATION})


def _check_layout(path: Path, settings: Hyperparameters, file: "safe_open") -> None:
    expected = _shapes((PIXELS, *settings.hidden_layers, CLASSES))
    if set(file.keys()) != set(expected):
        raise _foreign(path, "its arrays are not those of its hyperparameters")
    for name, shape in expected.items():
        array = file.get_slice(name)
        if array.get_shape() != shape or array.get_dtype() not in _DTYPES:
            raise _foreign(path, f"its array “{name}” has another shape or type")


@np.errstate(over="ignore")
def _finite(path: Path, name: str, array: Floats) -> Floats:
    narrow = array.astype(np.float32)
    if not np.isfinite(narrow).all():
        raise _foreign(path, f"its array “{name}” has values that are not numbers")
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


def _foreign(path: Path, reason: str, details: str = "") -> ModelError:
    return ModelError(f"{path} is not a model that can be used: {reason}.", details)
