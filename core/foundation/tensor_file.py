"""Safetensors files, checked before the library opens them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.foundation.files import check_readable

if TYPE_CHECKING:
    # Imported where it is used: it takes 20 ms, which would delay the start of the window.
    from safetensors import safe_open

_LONGEST_HEADER = 1 << 20
"""Bytes; those of Inkling have two thousand. In memory a header is several times as large."""


@contextmanager
def open_tensors(path: Path, max_bytes: int) -> "Iterator[safe_open]":
    """Open a safetensors file of at most `max_bytes` bytes, whose arrays are read on demand.

    Raises OSError where it cannot be opened, ValueError where it is not a regular file or too
    large, and SafetensorError where it is damaged.
    """
    from safetensors import safe_open

    check_readable(path, max_bytes)
    with path.open("rb") as file:
        header = int.from_bytes(file.read(8), "little")
    if header > _LONGEST_HEADER:
        raise ValueError(f"its header would have {header:,} bytes")
    with safe_open(path, framework="numpy") as tensors:
        yield tensors
