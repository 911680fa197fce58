"""Models from our own files and from those of other programs."""

from pathlib import Path

from core.foundation.errors import HyperparameterError, ModelError
from core.foundation.files import is_file
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.importing.build_model import (
    ImportedModel,
    build_model,
    check_agreement,
    rebuild_own_model,
)
from core.importing.network2_import import read_network2
from core.importing.npz_import import is_zip, read_npz
from core.importing.raw_arrays import collect_arrays
from core.importing.safetensors_import import metadata_in, tensors_in
from core.models.model_file import (
    FORMAT,
    SUFFIX,
    Model,
    load_model,
    parse_metadata,
    unusable_model_error,
)

SUFFIXES = (SUFFIX, ".npz", ".json")
"""Of the files that may be models."""
_HEAD = 9
"""Bytes that tell what a file is."""


def import_model(path: Path, *, activation: str | None = None, loss: str | None = None) -> Model:
    """The model in a file, whoever wrote it: see `read_model`."""
    return read_model(path, activation=activation, loss=loss).model


def read_model(
    path: Path, *, activation: str | None = None, loss: str | None = None
) -> ImportedModel:
    """The model in a file, and what had to be assumed of it.

    Read are our safetensors and npz files, arrays with other names in either (such as PyTorch's
    state_dict), and the JSON of Nielsen's network2.py; which it is, its content says.
    `activation` and `loss` are for files that do not say them; those that do must agree.

    Raises ModelError where the file is missing, damaged, foreign or hostile, and
    HyperparameterError where there is no such activation or loss.
    """
    said = {"activation": activation, "loss": loss}
    requested = {name: _checked(name, text) for name, text in said.items() if text is not None}
    try:
        return _read(path, requested)
    except OSError as error:
        reason = "cannot be opened" if is_file(path) else "is no file"
        raise ModelError(f"The model {path} cannot be read: it {reason}.", str(error)) from error
    except MemoryError as error:
        raise ModelError(f"The model {path} does not fit into memory.") from error


def _checked(name: str, text: str) -> str:
    try:
        return str(FIELDS[name].parse(text))
    except HyperparameterError as error:
        raise HyperparameterError(f"{name}: {error}") from error


def _read(path: Path, requested: dict[str, str]) -> ImportedModel:
    if not path.is_file():  # nor a pipe, which would be waited for, or a device
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
    raise unusable_model_error(path, "it is no safetensors, npz or JSON of Nielsen's network2.py")


def _is_safetensors(head: bytes) -> bool:
    """A length of eight bytes, then JSON, which is never so long that it needs the upper four."""
    return head[4:] == b"\0\0\0\0{"


def _read_npz(path: Path, requested: dict[str, str]) -> ImportedModel:
    arrays, texts = read_npz(path)
    found = collect_arrays(arrays, texts)
    if texts.get("format") != FORMAT:
        return build_model(path, found, requested)
    told = parse_metadata(path, texts)
    _check(path, told.hyperparameters, requested)
    return rebuild_own_model(path, found, told)


def _read_safetensors(path: Path, requested: dict[str, str]) -> ImportedModel:
    from safetensors import SafetensorError

    try:
        metadata = metadata_in(path)
        if metadata.get("format") != FORMAT:
            return build_model(path, collect_arrays(tensors_in(path), metadata), requested)
    except (SafetensorError, ValueError):
        load_model(path)  # which says what is wrong with it
        raise
    model = load_model(path)
    _check(path, model.hyperparameters, requested)
    return ImportedModel(model)


def _check(path: Path, told: Hyperparameters, requested: dict[str, str]) -> None:
    check_agreement(path, {"activation": told.activation, "loss": told.loss}, requested)
