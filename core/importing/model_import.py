"""Import of models from files of Inkling and of other programs."""

from functools import partial
from pathlib import Path

from core.foundation.errors import HyperparameterError, ModelError
from core.foundation.files import is_file
from core.foundation.tensor_file import open_tensors
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.importing.build_model import (
    ImportedModel,
    build_model,
    check_agreement,
    rebuild_own_model,
)
from core.importing.layer_matching import Array, StoredArray, collect_arrays
from core.importing.network2_import import read_network2
from core.importing.npz_import import is_zip, read_npz
from core.models.model_file import (
    FORMAT,
    MAX_FILE_BYTES,
    SUFFIX,
    Model,
    load_model,
    parse_metadata,
    unusable_model_error,
)

SUFFIXES = (SUFFIX, ".npz", ".json")
"""The suffixes of files that may be models."""
_HEAD = 9
"""The number of bytes that identify the type of a file."""
_FLOATS = {"F16", "F32", "F64"}
_MOST_ARRAYS = 200
"""A network within the limits of the form has 18."""


def import_model(path: Path, *, activation: str | None = None, loss: str | None = None) -> Model:
    """Return the model in a file of any program, as `read_model` does."""
    return read_model(path, activation=activation, loss=loss).model


def read_model(
    path: Path, *, activation: str | None = None, loss: str | None = None
) -> ImportedModel:
    """Return the model in a file, and what had to be assumed about it.

    The file may be a safetensors or npz file of Inkling, one of these with other arrays (such as
    PyTorch's state_dict), or the JSON of Nielsen's network2.py; its content tells which.
    `activation` and `loss` are for files that do not name them; a file that does must agree.

    Raises ModelError where the file is missing, damaged, malicious or of an unknown type, and
    HyperparameterError for an unknown activation or loss.
    """
    options = {"activation": activation, "loss": loss}
    requested = {name: _checked(name, text) for name, text in options.items() if text is not None}
    try:
        return _read(path, requested)
    except OSError as error:
        reason = "cannot be opened" if is_file(path) else "is not a file"
        raise ModelError(f"The model {path} cannot be read: it {reason}.", str(error)) from error
    except MemoryError as error:
        raise ModelError(f"The model {path} does not fit into memory.") from error


def _checked(name: str, text: str) -> str:
    try:
        return str(FIELDS[name].parse(text))
    except HyperparameterError as error:
        raise HyperparameterError(f"{name}: {error}") from error


def _read(path: Path, requested: dict[str, str]) -> ImportedModel:
    if not is_file(path):  # opening a pipe would block
        raise FileNotFoundError(f"no file {path}")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if is_zip(head):
        return _read_npz(path, requested)
    if _is_safetensors(head) or path.suffix == SUFFIX:
        return _read_safetensors(path, requested)
    if head.lstrip()[:1] == b"{":
        return build_model(path, read_network2(path), requested)
    if head[:1] == b"\x80":
        raise unusable_model_error(
            path, "it is a pickle, which can hold any program and is not opened here"
        )
    raise unusable_model_error(
        path, "it is not a safetensors or npz file, nor JSON of Nielsen's network2.py"
    )


def _is_safetensors(head: bytes) -> bool:
    """Return whether a file begins with eight bytes of a length below 2³², and JSON."""
    return head[4:] == b"\0\0\0\0{"


def _read_npz(path: Path, requested: dict[str, str]) -> ImportedModel:
    arrays, texts = read_npz(path)
    raw = collect_arrays(arrays, texts)
    if texts.get("format") != FORMAT:
        return build_model(path, raw, requested)
    description = parse_metadata(path, texts)
    _check(path, description.hyperparameters, requested)
    return rebuild_own_model(path, raw, description)


def _read_safetensors(path: Path, requested: dict[str, str]) -> ImportedModel:
    from safetensors import SafetensorError

    try:
        metadata = _metadata_of(path)
        if metadata.get("format") != FORMAT:
            return build_model(path, collect_arrays(_arrays_of(path), metadata), requested)
    except (SafetensorError, ValueError):
        load_model(path)  # raises the error that explains what is wrong
        raise
    model = load_model(path)
    _check(path, model.hyperparameters, requested)
    return ImportedModel(model)


def _metadata_of(path: Path) -> dict[str, str]:
    """Read the metadata of a safetensors file. Raises OSError, ValueError or SafetensorError."""
    with open_tensors(path, MAX_FILE_BYTES) as file:
        return dict(file.metadata() or {})


def _arrays_of(path: Path) -> dict[str, StoredArray]:
    """Return the arrays of a safetensors file by name.

    Raises ModelError, OSError, ValueError or SafetensorError.
    """
    arrays: dict[str, StoredArray] = {}
    with open_tensors(path, MAX_FILE_BYTES) as file:
        names = list(file.keys())
        if len(names) > _MOST_ARRAYS:
            raise unusable_model_error(path, f"it has {len(names):,} arrays")
        for name in names:
            part = file.get_slice(name)
            if part.get_dtype() not in _FLOATS:
                raise unusable_model_error(
                    path, f"its array “{name}” is of {part.get_dtype()}; save it as float32"
                )
            read = partial(_read_array, path, name)
            arrays[name] = StoredArray(name, tuple(part.get_shape()), read)
    return arrays


def _read_array(path: Path, name: str) -> Array:
    with open_tensors(path, MAX_FILE_BYTES) as file:
        array: Array = file.get_tensor(name)
    return array


def _check(path: Path, settings: Hyperparameters, requested: dict[str, str]) -> None:
    check_agreement(path, {"activation": settings.activation, "loss": settings.loss}, requested)
