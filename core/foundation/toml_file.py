"""TOML files, read with suspicion: anybody may have written them."""

import re
import tomllib
from pathlib import Path
from typing import Any

from core.foundation.files import read_bounded

_LARGEST_FILE = 1 << 16
"""Bytes."""
_DEEPEST = 8
_MOST_DOTS = 40
"""Between names, or digits, without a comma. Python's reader takes a time that grows with the
square of the dots in a key: seconds where a small file is one."""
_QUOTED = re.compile(r'"(?:[^"\\\n]++|\\.)*+"?' + r"|'[^'\n]*+'?")
_NO_KEY = re.compile(r"[^\w. \t-]+")
_LARGEST_INTEGER = (1 << 63) - 1
"""What TOML asks of every reader; Python's reads more."""


def read_toml(path: Path) -> dict[str, Any]:
    """What a file says.

    Raises OSError where it cannot be opened, and ValueError or RecursionError where it is no
    TOML, too large or too deep, or has whole numbers of more than 64 bits.
    """
    text = read_bounded(path, _LARGEST_FILE).decode("utf-8")
    parts = _NO_KEY.split(_QUOTED.sub("a", text))
    if any(part.count(".") > _MOST_DOTS for part in parts):
        raise ValueError(f"a key of more than {_MOST_DOTS} names")
    told = tomllib.loads(text)
    _check(told, 0)
    return told


def _check(value: object, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError(f"tables or lists within each other, more than {_DEEPEST} deep")
    if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
        raise ValueError("a whole number has more than 64 bits")
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            _check(each, depth + 1)
