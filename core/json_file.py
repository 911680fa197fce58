"""Small JSON files, read with suspicion: anybody may have written them.

Every number that is read from a file passes through here: `parse_object` bounds what JSON can say,
`count`, `real` and `moment` what a place in a file can mean.
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from core.errors import RunError
from core.files import read_bounded, write_atomically
from core.texts import clean

MOST = 10**9
"""No count of ours (epochs, images of an epoch, seconds) is higher."""
LARGEST_REAL = 1e100
"""No loss or time is larger, and sums and squares of larger ones overflow."""
_LARGEST_INTEGER = (1 << 63) - 1
_LARGEST_FILE = 1 << 20
"""Bytes; none of ours comes near."""
_YEARS = range(1971, 2201)
"""In which a run may begin; years near 1 and 9999 overflow when their time zone is changed."""
UNREADABLE = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What comes of reading a file that is damaged, foreign or hostile."""


def parse_object(text: str | bytes, largest_integer: int = _LARGEST_INTEGER) -> dict[str, Any]:
    """A JSON object. Raises ValueError for anything else, numbers among it that are infinite, not
    a number, beyond ±1e100 or, where they are whole, beyond ± `largest_integer`."""
    value = json.loads(
        text,
        parse_constant=_refuse,
        parse_float=_float,
        parse_int=partial(_integer, largest=largest_integer),
    )
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    return value


def read_object(path: Path) -> dict[str, Any]:
    """The object in a file. Raises RunError where there is none."""
    try:
        return parse_object(read_bounded(path, _LARGEST_FILE))
    except UNREADABLE as error:
        raise RunError(f"{path} cannot be read.", str(error)) from error


def write_object(path: Path, values: Mapping[str, Any]) -> None:
    """Write an object for people to read, too. Raises OSError."""
    text = json.dumps(values, indent=2, ensure_ascii=False)
    write_atomically(path, (clean(text) + "\n").encode())


def count(value: object, most: int = MOST) -> int:
    """A whole number from 0 to `most`. Raises ValueError for anything else, booleans too."""
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{_shown(value)} is no count up to {most:,}")
    return value


def real(value: object, *, least: float = -LARGEST_REAL, most: float = LARGEST_REAL) -> float:
    """A finite number within bounds. Raises ValueError for anything else."""
    # The bounds first: a whole number may be too large for a float.
    if type(value) not in (int, float) or not least <= value <= most:  # type: ignore[operator]
        raise ValueError(f"{_shown(value)} is no number from {least:g} to {most:g}")
    return float(value)  # type: ignore[arg-type]


def moment(value: object) -> datetime:
    """A time in ISO 8601, with its time zone (UTC where it does not say), from 1971 to 2200.

    Raises ValueError for anything else.
    """
    if not isinstance(value, str):
        raise ValueError(f"{_shown(value)} is no time")
    told = datetime.fromisoformat(value)
    if told.year not in _YEARS:
        raise ValueError(f"no run began in the year {told.year}")
    return told if told.tzinfo is not None else told.replace(tzinfo=UTC)


def _shown(value: object) -> str:
    """A value for a message; a number may have thousands of digits."""
    if isinstance(value, int) and value.bit_length() > _LARGEST_INTEGER.bit_length():
        return "a whole number that is too large"
    return f"{value!r:.60}"


def _integer(text: str, largest: int) -> int:
    value = int(text)
    if abs(value) > largest:
        raise ValueError(f"{text[:20]}… is too large a number")
    return value


def _float(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and abs(value) <= LARGEST_REAL):
        raise ValueError(f"{text[:20]} is too large a number")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
