"""Small JSON files, read with suspicion: anybody may have written them.

Every number that is read from a file passes through here: `parse_object` bounds what JSON can say,
`check_count`, `check_real`, `check_duration`, `parse_time` and `single_line` what a place in a file can mean.
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
"""No count of ours (epochs, images of an epoch, seconds) is higher."""
MAX_REAL = 1e100
"""No loss or time is larger, and sums and squares of larger ones overflow."""
_LARGEST_INTEGER = (1 << 63) - 1
_LARGEST_FILE = 1 << 20
"""Bytes; none of ours comes near."""
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, tzinfo=UTC)
"""Between which a run may begin; years near 1 and 9999 overflow when their time zone is changed."""
_SHORTEST = 1e-9
_MOST_BITS = 1000
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Steers a terminal, ends a line or cannot be written as UTF-8."""
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
"""What comes of reading a file that is damaged, foreign or hostile."""


def parse_object(text: str | bytes, largest_integer: int = _LARGEST_INTEGER) -> dict[str, Any]:
    """A JSON object. Raises ValueError for anything else, numbers among it that are infinite, not
    a number, beyond ±1e100 or, where they are whole, beyond ± `largest_integer`.

    Half a pair of surrogates, which JSON can say and no file can hold, becomes a �.
    """
    value = json.loads(
        text,
        parse_constant=_refuse,
        parse_float=_float,
        parse_int=partial(_integer, largest=largest_integer),
    )
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return _whole(value) if _MAY_BE_LONE.search(content) else value


def read_object(path: Path) -> dict[str, Any]:
    """The object in a file. Raises RunError where there is none."""
    try:
        return parse_object(read_bounded(path, _LARGEST_FILE))
    except READ_ERRORS as error:
        raise RunError(f"{path} cannot be read.", str(error)) from error


def write_object(path: Path, values: Mapping[str, Any]) -> None:
    """Write an object for people to read, too. Raises OSError."""
    text = json.dumps(values, indent=2, ensure_ascii=False)
    write_atomically(path, (replace_lone_surrogates(text) + "\n").encode())


def check_count(value: object, most: int = MAX_COUNT) -> int:
    """A whole number from 0 to `most`. Raises ValueError for anything else, booleans too."""
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{shorten(value)} is no count up to {most:,}")
    return value


def check_real(value: object, *, least: float = -MAX_REAL, most: float = MAX_REAL) -> float:
    """A finite number within bounds. Raises ValueError for anything else."""
    # The bounds first: a whole number may be too large for a float.
    if type(value) not in (int, float) or not least <= value <= most:  # type: ignore[operator]
        raise ValueError(f"{shorten(value)} is no number from {least:g} to {most:g}")
    return float(value)  # type: ignore[arg-type]


def check_duration(value: object) -> float:
    """Seconds, from 0 to `MAX_COUNT`; less than a nanosecond, which no clock shows and nothing can be
    divided by, is none. Raises ValueError for anything else."""
    seconds = check_real(value, least=0, most=MAX_COUNT)
    return seconds if seconds >= _SHORTEST else 0.0


def parse_time(value: object) -> datetime:
    """A time in ISO 8601, with its time zone (UTC where it does not say), from 1971 to 2200.

    Raises ValueError for anything else.
    """
    if not isinstance(value, str):
        raise ValueError(f"{shorten(value)} is no time")
    told = datetime.fromisoformat(value)
    told = told if told.tzinfo is not None else told.replace(tzinfo=UTC)
    if not _EARLIEST <= told <= _LATEST:
        raise ValueError(f"no run began in the year {told.year}")
    return told


def time_from_timestamp(seconds: float) -> datetime:
    """A time since 1970 as files have it, within the years that `parse_time` allows."""
    bounded = min(max(seconds, _EARLIEST.timestamp()), _LATEST.timestamp())
    return datetime.fromtimestamp(bounded, UTC)


def single_line(value: object, most: int = 1000) -> str:
    """A text in one line, of at most `most` letters: what comes after them is left out, and what
    steers a terminal or ends a line becomes a space. Raises ValueError for what is no text."""
    if not isinstance(value, str):
        raise ValueError(f"{shorten(value)} is no text")
    return _UNPRINTABLE.sub(" ", value[:most])


def shorten(value: object, length: int = 40) -> str:
    """A value in one line of a message, cut where it is long: anybody may have written it."""
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return "a whole number with very many digits"  # Python refuses to write the longest
    text = _UNPRINTABLE.sub(" ", str(value)[: length + 1])
    return text if len(text) <= length else text[: length - 1] + "…"


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE.sub("�", value)
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(each) for name, each in value.items()}
    return value


def _integer(text: str, largest: int) -> int:
    value = int(text)
    if abs(value) > largest:
        raise ValueError(f"{text[:20]}… is too large a number")
    return value


def _float(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and abs(value) <= MAX_REAL):
        raise ValueError(f"{text[:20]} is too large a number")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
