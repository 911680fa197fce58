"""What a safetensors file of others holds, such as a PyTorch state_dict."""

from functools import partial
from pathlib import Path

from core.foundation.tensor_file import open_tensors
from core.importing.raw_arrays import Array, Stored
from core.models.model_file import MAX_FILE_BYTES, unusable_model_error

_FLOATS = {"F16", "F32", "F64"}
_MOST = 200
"""Arrays; a network within the limits of the form has 18."""


def metadata_in(path: Path) -> dict[str, str]:
    """What the file says of itself. Raises OSError, ValueError or SafetensorError."""
    with open_tensors(path, MAX_FILE_BYTES) as file:
        return dict(file.metadata() or {})


def tensors_in(path: Path) -> dict[str, Stored]:
    """Its arrays by name. Raises ModelError, OSError, ValueError or SafetensorError."""
    arrays: dict[str, Stored] = {}
    with open_tensors(path, MAX_FILE_BYTES) as file:
        names = list(file.keys())
        if len(names) > _MOST:
            raise unusable_model_error(path, f"it has {len(names):,} arrays")
        for name in names:
            part = file.get_slice(name)
            if part.get_dtype() not in _FLOATS:
                raise unusable_model_error(
                    path, f"its array “{name}” is of {part.get_dtype()}; save it as float32"
                )
            arrays[name] = Stored(name, tuple(part.get_shape()), partial(_read, path, name))
    return arrays


def _read(path: Path, name: str) -> Array:
    with open_tensors(path, MAX_FILE_BYTES) as file:
        array: Array = file.get_tensor(name)
    return array
