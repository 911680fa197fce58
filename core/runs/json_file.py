"""Small JSON files, read with suspicion: anybody may have written them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from core.errors import RunError
from core.files import write_atomically

_LARGEST = 1 << 20
"""Bytes; none of ours comes near."""
_USUAL = 1 << 16
"""Bytes. Room for the largest is slow to get: with it a thousand runs took a second to list."""
UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What comes of reading a file that is damaged, foreign or hostile."""


def parse_object(text: str | bytes) -> dict[str, Any]:
    """A JSON object. Raises ValueError for anything else, infinity and not-a-number among it."""
    value = json.loads(text, parse_constant=_refuse)
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    return value


def read_object(path: Path) -> dict[str, Any]:
    """The object in a file. Raises RunError where there is none."""
    try:
        with path.open("rb") as file:
            content = file.read(_USUAL)
            if len(content) == _USUAL:
                content += file.read(_LARGEST + 1 - _USUAL)
        if len(content) > _LARGEST:
            raise ValueError(f"larger than {_LARGEST:,} bytes")
        return parse_object(content)
    except UNREADABLE as error:
        raise RunError(f"{path} cannot be read.", str(error)) from error


def write_object(path: Path, values: Mapping[str, Any]) -> None:
    """Write an object for people to read, too. Raises OSError."""
    write_atomically(path, (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode())


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
