"""Reading of npz files that may be damaged or malicious."""

import math
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO, FileIO
from pathlib import Path
from tokenize import TokenError
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.lib import format as npy

from core.foundation.files import check_readable
from core.importing.layer_matching import Array, StoredArray
from core.models.model_file import MAX_FILE_BYTES, unusable_model_error

_MOST = 200
"""Arrays and texts in one file."""
_AT_ONCE = 1 << 20
"""Bytes: the list of `_MOST` members is never longer."""
_LONGEST_HEADER = 10_000
_LONGEST_TEXT = 1 << 18
"""Bytes."""
_ENOUGH = 1 << 26
_MOST_SQUEEZED = 20
"""The largest ratio of unpacked to packed size, for contents of more than `_ENOUGH` bytes. The
weights of a network resemble noise, which is packed to nine tenths."""
_HEADERS = {(1, 0): (2, npy.read_array_header_1_0), (2, 0): (4, npy.read_array_header_2_0)}
_MAGIC = 8
DAMAGED = (
    BadZipFile,
    zlib.error,
    struct.error,
    TokenError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    SyntaxError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
"""The errors that a damaged, encrypted or malicious file can cause."""


def read_npz(path: Path) -> tuple[dict[str, StoredArray], dict[str, str]]:
    """Return the arrays of floats and the texts in a file by name, without anything else.

    Nothing is unpickled, and an array is only unpacked when it is read. Raises ModelError, and
    OSError where the file cannot be opened.
    """
    with _opened(path) as archive:
        members = archive.infolist()
        _check(path, members)
        arrays: dict[str, StoredArray] = {}
        texts: dict[str, str] = {}
        for member in members:
            if not member.filename.endswith(".npy"):
                continue
            name = member.filename.removesuffix(".npy")
            with archive.open(member) as file:
                shape, dtype = _header(file, member.file_size)
            if dtype.kind == "f" and shape:
                arrays[name] = StoredArray(name, shape, partial(_array, path, member.filename))
            elif dtype.kind == "U" and math.prod(shape) == 1 and dtype.itemsize < _LONGEST_TEXT:
                texts[name] = str(_loaded(archive, member.filename).reshape(-1)[0])
        return arrays, texts


def is_zip(head: bytes) -> bool:
    """Return whether a file that begins like this is a zip file."""
    return re.match(rb"PK(\x03\x04|\x05\x06)", head) is not None


class _BoundedFile(FileIO):
    """A file that is read in small parts, as a zip file itself gives the length of its list."""

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(_AT_ONCE + 1 if size is None or size < 0 else size)
        if len(content or b"") > _AT_ONCE:
            raise BadZipFile("a part of it is too long")
        return content or b""


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    check_readable(path, MAX_FILE_BYTES)
    with _BoundedFile(path) as file:
        try:
            with ZipFile(file) as archive:
                yield archive
        except DAMAGED as error:
            raise unusable_model_error(path, "it is a damaged npz file", repr(error)) from error


def _check(path: Path, members: list[ZipInfo]) -> None:
    if any(member.filename.endswith(".pkl") for member in members):
        raise unusable_model_error(
            path,
            "it is PyTorch's own format, which can hold any program and is not opened here; "
            "save the state_dict with safetensors.torch.save_file",
        )
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise unusable_model_error(path, "it is compressed in a way that NumPy does not use")
    size = sum(member.file_size for member in members)
    if len(members) > _MOST or size > MAX_FILE_BYTES:
        raise unusable_model_error(path, "it is larger than any model of Inkling")
    if size > max(_ENOUGH, _MOST_SQUEEZED * path.stat().st_size):
        raise unusable_model_error(
            path, f"it would unpack to {size:,} bytes, but no network can be compressed so well"
        )


def _header(file: IO[bytes], size: int) -> tuple[tuple[int, ...], np.dtype[np.generic]]:
    """Return the shape and type of an array.

    Its header must agree with the size of the content, or too much memory would be allocated.
    """
    start = file.read(_MAGIC)
    width, parse = _HEADERS[npy.read_magic(BytesIO(start))]
    length = file.read(width)
    count = int.from_bytes(length, "little")
    if count > _LONGEST_HEADER:
        raise ValueError("the header of an array is too long")
    shape, _, dtype = parse(BytesIO(length + file.read(count)))
    expected = math.prod(shape) * dtype.itemsize + _MAGIC + width + count
    if dtype.hasobject or any(n < 0 for n in shape) or expected != size:
        raise ValueError("the header of an array does not match its content")
    return shape, dtype


def _array(path: Path, name: str) -> Array:
    with _opened(path) as archive:
        return _loaded(archive, name)


def _loaded(archive: ZipFile, name: str) -> Array:
    with archive.open(name) as file:
        array: Array = npy.read_array(file, allow_pickle=False)
        file.read()  # to the end, where the checksum is verified
    return array
