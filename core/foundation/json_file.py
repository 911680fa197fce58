"""Small JSON files are read with every value checked, since anybody may have written them.

Every number that is read from a file is checked here: `parse_object` bounds the values that JSON
may hold; `check_count`, `check_real`, `check_duration`, `parse_time` and `single_line` check a
value for its purpose.
"""

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from core.foundation.errors import RunError
from core.foundation.files import read_bounded, replace_lone_surrogates, write_atomically

MAX_COUNT = 10**9
"""The largest count in a file of Inkling's: of epochs, images of an epoch, or seconds."""
MAX_REAL = 1e100
"""The largest loss or time; sums and squares of larger numbers overflow."""
_LARGEST_INTEGER = (1 << 63) - 1
_LARGEST_FILE = 1 << 20
"""Bytes; the files of Inkling are far smaller."""
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, tzinfo=UTC)
"""The range of times; years near 1 and 9999 overflow when their time zone is changed."""
_SHORTEST = 1e-9
_MOST_BITS = 1000
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Characters that control a terminal, end a line or cannot be written as UTF-8."""
_LONE = re.compile(r"[\ud800-\udfff]")
_MAY_BE_LONE = re.compile(rb"\\[uU][dD][89a-fA-F]|\xed[\xa0-\xbf]")
READ_ERRORS = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""The exceptions that reading a damaged, foreign or hostile file can raise."""


def parse_object(text: str | bytes, largest_integer: int = _LARGEST_INTEGER) -> dict[str, Any]:
    """Parse a JSON object.

    Raises ValueError for anything else, and for numbers that are infinite, not a number, beyond
    ±1e100 or, where they are whole, beyond ± `largest_integer`. A lone surrogate, which JSON can
    express and no text file can hold, becomes a �.
    """
    value = json.loads(
        text,
        parse_constant=_refuse_constant,
        parse_float=_parse_float,
        parse_int=partial(_parse_integer, largest=largest_integer),
    )
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return _replace_lone(value) if _MAY_BE_LONE.search(content) else value


def read_object(path: Path) -> dict[str, Any]:
    """Read the object in a file. Raises RunError where there is none."""
    try:
        return parse_object(read_bounded(path, _LARGEST_FILE))
    except READ_ERRORS as error:
        raise RunError(f"{path} cannot be read.", str(error)) from error


def write_object(path: Path, values: Mapping[str, Any]) -> None:
    """Write an object with indentation, so that people can read it. Raises OSError."""
    text = json.dumps(values, indent=2, ensure_ascii=False)
    write_atomically(path, (replace_lone_surrogates(text) + "\n").encode())


def check_count(value: object, maximum: int = MAX_COUNT) -> int:
    """Give a whole number from 0 to `maximum`; raises ValueError for all else, also booleans."""
    if type(value) is not int or not 0 <= value <= maximum:
        raise ValueError(f"{shorten(value)} is no count up to {maximum:,}")
    return value


def check_real(value: object, *, minimum: float = -MAX_REAL, maximum: float = MAX_REAL) -> float:
    """Give a finite number within bounds as a float. Raises ValueError for anything else."""
    # The bounds are checked first: a whole number may be too large for a float.
    if type(value) not in (int, float) or not minimum <= value <= maximum:  # type: ignore[operator]
        raise ValueError(f"{shorten(value)} is no number from {minimum:g} to {maximum:g}")
    return float(value)  # type: ignore[arg-type]


def check_duration(value: object) -> float:
    """Give a number of seconds from 0 to `MAX_COUNT`. Raises ValueError for anything else.

    Less than a nanosecond becomes 0: no clock shows it, and dividing by it could overflow.
    """
    seconds = check_real(value, minimum=0, maximum=MAX_COUNT)
    return seconds if seconds >= _SHORTEST else 0.0


def parse_time(value: object) -> datetime:
    """Parse a time in ISO 8601, from 1971 to 2200; without a time zone it is in UTC.

    Raises ValueError for anything else.
    """
    if not isinstance(value, str):
        raise ValueError(f"{shorten(value)} is no time")
    time = datetime.fromisoformat(value)
    time = time if time.tzinfo is not None else time.replace(tzinfo=UTC)
    if not _EARLIEST <= time <= _LATEST:
        raise ValueError(f"no run began in the year {time.year}")
    return time


def time_from_timestamp(seconds: float) -> datetime:
    """Convert seconds since 1970 to a time within the years that `parse_time` allows."""
    bounded = min(max(seconds, _EARLIEST.timestamp()), _LATEST.timestamp())
    return datetime.fromtimestamp(bounded, UTC)


def single_line(value: object, maximum: int = 1000) -> str:
    """Give a text as a single line of at most `maximum` characters, without the rest.

    Characters that control a terminal or end a line become spaces. Raises ValueError where the
    value is not a text.
    """
    if not isinstance(value, str):
        raise ValueError(f"{shorten(value)} is no text")
    return _UNPRINTABLE.sub(" ", value[:maximum])


def shorten(value: object, length: int = 40) -> str:
    """Give a value from a file as a short single line for a message."""
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return "a whole number with very many digits"  # Python refuses to write the longest
    text = _UNPRINTABLE.sub(" ", str(value)[: length + 1])
    return text if len(text) <= length else text[: length - 1] + "…"


def _replace_lone(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE.sub("�", value)
    if isinstance(value, list):
        return [_replace_lone(each) for each in value]
    if isinstance(value, dict):
        return {_replace_lone(name): _replace_lone(each) for name, each in value.items()}
    return value


def _parse_integer(text: str, largest: int) -> int:
    value = int(text)
    if abs(value) > largest:
        raise ValueError(f"{text[:20]}… is too large a number")
    return value


def _parse_float(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and abs(value) <= MAX_REAL):
        raise ValueError(f"{text[:20]} is too large a number")
    return value


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
