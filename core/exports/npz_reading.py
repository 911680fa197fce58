"""What an npz file holds, read with suspicion: anybody may have packed it."""

import math
import re
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.lib import format as npy

from core.exports.found import LARGEST_FILE, Array
from core.runs.metadata import foreign

_MOST = 200
"""Arrays and texts in one file."""
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
DAMAGED = (
    BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    SyntaxError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
"""What comes of a zip or an array in it that is damaged, encrypted or hostile."""


def read_npz(path: Path) -> tuple[dict[str, Array], dict[str, str]]:
    """Arrays of floats, and texts, by name; all else in the file is left out.

    Nothing is unpickled. Raises ModelError.
    """
    try:
        with ZipFile(path) as archive:
            return _read(path, archive)
    except DAMAGED as error:
        raise foreign(path, "it is a damaged npz file", repr(error)) from error


def _read(path: Path, archive: ZipFile) -> tuple[dict[str, Array], dict[str, str]]:
    members = archive.infolist()
    if any(member.filename.endswith(".pkl") for member in members):
        raise foreign(
            path,
            "it is PyTorch's own format, which can hold any program and is not opened here; "
            "save the state_dict with safetensors.torch.save_file",
        )
    if len(members) > _MOST or sum(member.file_size for member in members) > LARGEST_FILE:
        raise foreign(path, "it is larger than any model of Inkling")
    arrays: dict[str, Array] = {}
    texts: dict[str, str] = {}
    for member in members:
        if member.filename.endswith(".npy"):
            array = _array(archive.read(member))
            name = member.filename.removesuffix(".npy")
            if array.dtype.kind == "f" and array.ndim:
                arrays[name] = array
            elif array.dtype.kind == "U" and array.size == 1:
                texts[name] = str(array.reshape(-1)[0])
    return arrays, texts


def _array(content: bytes) -> Array:
    """An array whose header promises what is there: else memory is taken for what is not."""
    file = BytesIO(content)
    shape, _, dtype = _HEADERS[npy.read_magic(file)](file)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize != len(content) - file.tell():
        raise ValueError("an array's header promises another content")
    array: Array = np.load(BytesIO(content), allow_pickle=False)
    return array


def is_zip(head: bytes) -> bool:
    """Whether a file that starts like this is a zip."""
    return re.match(rb"PK(\x03\x04|\x05\x06)", head) is not None
