"""TOML files are read within bounds, since anybody may have written them."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from core.foundation.files import read_bounded

_LARGEST_FILE = 1 << 16
"""Bytes."""
_DEEPEST = 8
_MOST_DOTS = 40
"""Dots between names or digits without a comma. The time of Python's parser grows with the square
of the dots in a key: a small file that is a single key would take seconds."""
_QUOTED = re.compile(r'"(?:[^"\\\n]++|\\.)*+"?' + r"|'[^'\n]*+'?")
_NO_KEY = re.compile(r"[^\w. \t-]+")
_LARGEST_INTEGER = (1 << 63) - 1
"""The range that TOML requires of every parser; Python's reads larger numbers."""


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises OSError where it cannot be opened, and ValueError or RecursionError where it is not
    TOML, too large or too deeply nested, or has whole numbers of more than 64 bits.
    """
    text = read_bounded(path, _LARGEST_FILE).decode(
        "utf-8-sig"
    )  # editors of Windows begin with a mark
    parts = _NO_KEY.split(_QUOTED.sub("a", text))
    if any(part.count(".") > _MOST_DOTS for part in parts):
        raise ValueError(f"a key of more than {_MOST_DOTS} names")
    values = tomllib.loads(text)
    _check(values, 0)
    return values


def _check(value: object, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError(f"tables or lists within each other, more than {_DEEPEST} deep")
    if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
        raise ValueError("a whole number has more than 64 bits")
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            _check(each, depth + 1)


def format_value(value: object) -> str:
    """Give a text, a number, or a list or tuple of them, as it is written in a TOML file.

    A text of several lines ends with a line break when it is read again.
    """
    match value:
        case str() if "\n" in value:
            lines = (_escape(line)[1:-1] for line in value.split("\n"))
            return '"""\n' + "\n".join(lines) + '\n"""'
        case str():
            return _escape(value)
        case tuple() | list():
            return f"[{', '.join(map(format_value, value))}]"
        case _:
            return repr(value)


def _escape(text: str) -> str:
    """Give a text as a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
