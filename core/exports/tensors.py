"""What a safetensors file of others holds, such as a PyTorch state_dict."""

from pathlib import Path

from core.exports.found import LARGEST_FILE, Array
from core.runs.metadata import foreign

_FLOATS = {"F16", "F32", "F64"}
_MOST = 200
"""Arrays; a network within the limits of the form has 18."""


def metadata_in(path: Path) -> dict[str, str]:
    """What the file says of itself. Raises OSError or SafetensorError."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        return dict(file.metadata() or {})


def tensors_in(path: Path) -> dict[str, Array]:
    """Its arrays by name. Raises ModelError, OSError or SafetensorError."""
    from safetensors import safe_open

    if path.stat().st_size > LARGEST_FILE:
        raise foreign(path, "it is larger than any model of Inkling")
    with safe_open(path, framework="numpy") as file:
        names = list(file.keys())
        if len(names) > _MOST:
            raise foreign(path, f"it has {len(names):,} arrays")
        for name in names:
            dtype = file.get_slice(name).get_dtype()
            if dtype not in _FLOATS:
                raise foreign(path, f"its array “{name}” is of {dtype}; save it as float32")
        return {name: file.get_tensor(name) for name in names}
