"""Models are saved as safetensors files, with their hyperparameters in the metadata."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.evaluation.calibration import Calibration
from core.foundation.errors import HyperparameterError, ModelError
from core.foundation.files import is_file, write_atomically
from core.foundation.json_file import MAX_COUNT, READ_ERRORS, check_count, check_real, parse_object
from core.foundation.tensor_file import open_tensors
from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats
from core.nn.mlp import MLP, blank_network, layer_sizes

if TYPE_CHECKING:
    from safetensors import safe_open

SUFFIX = ".safetensors"
MAX_FILE_BYTES = 1 << 30
"""Bytes; no network within the limits of the hyperparameters is larger."""
_DTYPES = {"F16", "F32", "F64"}


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A network after an epoch of a training, read-only, with its metadata."""

    network: MLP
    hyperparameters: Hyperparameters
    epoch: int
    test_accuracy: float | None = None
    """On MNIST's test set; None where it was not measured."""
    seconds: float | None = None
    """The duration of the training without pauses; None where it is unknown."""
    calibration: Calibration | None = None
    """Found on the validation images; None where it is unknown."""
    title: str = ""
    """How to call it; empty for the model of the present training."""
    own_digits: int = 0
    """The number of the user's digits on which it was fine-tuned after its training."""
    mini_batches: int = 0
    """The number of mini-batches after that epoch on which it was trained, too."""
    training_id: str = ""
    """The same for all models of one training; empty for a model that was read from a file."""


def fine_tuned_title(own_digits: int) -> str:
    """Give the title of a model that was fine-tuned on the user's digits; empty for none."""
    return f"fine-tuned on {own_digits:,} of your digits" if own_digits else ""


def save_model(path: Path, model: Model, *, half: bool = False) -> None:
    """Write `model` to `path`, with `half` in float16, which takes half the space.

    Raises ModelError where the file cannot be written.
    """
    dtype = np.float16 if half else model.network.parameters.dtype
    tensors = {name: array.astype(dtype) for name, array in _named_tensors(model.network).items()}
    from safetensors.numpy import save

    try:
        write_atomically(path, save(tensors, format_metadata(model)))
    except OSError as error:
        raise ModelError(f"The model cannot be saved to {path}.", str(error)) from error


def load_model(path: Path) -> Model:
    """Read a model. Raises ModelError where the file is missing, damaged, foreign or hostile."""
    from safetensors import SafetensorError

    try:
        return _read(path)
    except (*READ_ERRORS, SafetensorError) as error:
        reason = "is not a safetensors file, or it is damaged" if is_file(path) else "is not a file"
        raise ModelError(f"The model {path} cannot be read: it {reason}.", str(error)) from error
    except MemoryError as error:
        raise ModelError(f"The model {path} does not fit into memory.") from error


def _read(path: Path) -> Model:
    if not is_file(path):
        raise FileNotFoundError(f"no file {path}")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise unusable_model_error(path, "it is larger than any model of Inkling")
    with open_tensors(path, MAX_FILE_BYTES) as file:
        metadata = parse_metadata(path, file.metadata() or {})
        settings = metadata.hyperparameters
        # Checked first: memory would be allocated for layers that the file does not hold.
        _check_layout(path, settings, file)
        network = blank_network(settings)
        for name, array in _named_tensors(network).items():
            array[...] = _checked_array(path, name, file.get_tensor(name))
    return metadata.model_with(network.as_read_only())


def _check_layout(path: Path, settings: Hyperparameters, file: "safe_open") -> None:
    expected = _tensor_shapes(layer_sizes(settings))
    if set(file.keys()) != set(expected):
        raise unusable_model_error(path, "its arrays are not those of its hyperparameters")
    for name, shape in expected.items():
        array = file.get_slice(name)
        if array.get_shape() != shape or array.get_dtype() not in _DTYPES:
            raise unusable_model_error(path, f"its array “{name}” has another shape or type")


@np.errstate(over="ignore")
def _checked_array(path: Path, name: str, array: Floats) -> Floats:
    narrow = array.astype(np.float32, copy=False)
    if not np.isfinite(narrow).all():
        raise unusable_model_error(path, f"its array “{name}” has values that are not numbers")
    return narrow


def _tensor_shapes(sizes: tuple[int, ...]) -> dict[str, list[int]]:
    return {
        f"layer{number}.{kind}": shape
        for number, (n_in, n_out) in enumerate(pairwise(sizes), start=1)
        for kind, shape in (("weights", [n_in, n_out]), ("biases", [n_out]))
    }


def _named_tensors(network: MLP) -> dict[str, Floats]:
    layers = enumerate(zip(network.weights, network.biases, strict=True), start=1)
    return {
        f"layer{number}.{kind}": array
        for number, pair in layers
        for kind, array in zip(("weights", "biases"), pair, strict=True)
    }


FORMAT = "inkling-model"
VERSION = "1"
_CALIBRATION = tuple(field.name for field in fields(Calibration))
_BOUNDS = {
    "test_accuracy": (0.0, 1.0),
    "seconds": (0.0, MAX_COUNT),
    "temperature": (1e-3, 1e3),
    "threshold": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class ModelMetadata:
    """The fields of a `Model` that its file holds as metadata: all but network and title."""

    hyperparameters: Hyperparameters
    epoch: int
    own_digits: int
    test_accuracy: float | None
    seconds: float | None
    calibration: Calibration | None

    def model_with(self, network: MLP) -> Model:
        """Make the model of a read-only network and this metadata."""
        return Model(
            network,
            self.hyperparameters,
            self.epoch,
            self.test_accuracy,
            self.seconds,
            self.calibration,
            title=fine_tuned_title(self.own_digits),
            own_digits=self.own_digits,
        )


def format_metadata(model: Model) -> dict[str, str]:
    """Convert the metadata of a model to texts, without those that are unknown."""
    numbers = {"test_accuracy": model.test_accuracy, "seconds": model.seconds}
    if model.calibration is not None:
        numbers |= asdict(model.calibration)
    return {
        "format": FORMAT,
        "version": VERSION,
        "hyperparameters": json.dumps(model.hyperparameters.to_dict()),
        "epoch": str(model.epoch),
        **({"own_digits": str(model.own_digits)} if model.own_digits else {}),
        **{name: repr(value) for name, value in numbers.items() if value is not None},
    }


def parse_metadata(path: Path, metadata: Mapping[str, str]) -> ModelMetadata:
    """Parse the metadata of the model file `path`.

    Raises ModelError where they are damaged, foreign or hostile.
    """
    if metadata.get("format") != FORMAT:
        raise unusable_model_error(path, "it was not written by Inkling")
    if metadata.get("version") != VERSION:
        raise unusable_model_error(
            path, f"its format version {metadata.get('version')!r} is unknown here"
        )
    try:
        return _parse_values(metadata)
    except READ_ERRORS as error:
        raise unusable_model_error(path, "its metadata is damaged", repr(error)) from error
    except HyperparameterError as error:
        raise unusable_model_error(path, f"its hyperparameters are wrong ({error})") from error


def unusable_model_error(path: Path, reason: str, details: str = "") -> ModelError:
    """Make the error that says why a file cannot be used as a model."""
    return ModelError(f"{path} is not a model that can be used: {reason}.", details)


def _parse_values(metadata: Mapping[str, str]) -> ModelMetadata:
    return ModelMetadata(
        Hyperparameters.from_dict(parse_object(metadata["hyperparameters"])),
        check_count(int(metadata["epoch"])),
        check_count(int(metadata.get("own_digits", "0"))),
        _optional_number(metadata, "test_accuracy"),
        _optional_number(metadata, "seconds"),
        _parse_calibration(metadata),
    )


def _optional_number(metadata: Mapping[str, str], name: str) -> float | None:
    minimum, maximum = _BOUNDS[name]
    return (
        check_real(float(metadata[name]), minimum=minimum, maximum=maximum)
        if name in metadata
        else None
    )


def _parse_calibration(metadata: Mapping[str, str]) -> Calibration | None:
    values = {name: _optional_number(metadata, name) for name in _CALIBRATION}
    known = {name: value for name, value in values.items() if value is not None}
    return Calibration(**known) if len(known) == len(_CALIBRATION) else None
