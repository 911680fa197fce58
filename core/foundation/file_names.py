"""Names for files that every system accepts."""

import re
from collections.abc import Callable
from datetime import date, datetime
from itertools import count
from pathlib import Path

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]+')
_RESERVED = {
    *("CON", "PRN", "AUX", "NUL"),
    *(f"{device}{number}" for device in ("COM", "LPT") for number in range(1, 10)),
}
_LONGEST = 120
"""Characters; most systems allow 255 bytes."""


def clean_file_name(text: str, otherwise: str = "file") -> str:
    """Return a text as a file name that Windows, macOS and Linux accept.

    `otherwise` is returned where nothing is left. The ending stays where a long name is cut.
    """
    name = " ".join(_FORBIDDEN.sub("-", text).split()).lstrip(". ").rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or not 0 < len(ending) <= 12:
        stem, ending = name, ""
    end = f".{ending}" if ending else ""
    stem = stem[: _LONGEST - len(end)].rstrip(". ")
    if stem.partition(".")[0].strip().upper() in _RESERVED:
        stem = f"{stem}-"
    return f"{stem}{end}" if stem else otherwise


def today() -> date:
    """Return the date that the clock of this computer shows."""
    return datetime.now().astimezone().date()


def dated_name(noun: str, day: date, suffix: str) -> str:
    """Return a name such as `report-2026-11-26.pdf`."""
    return clean_file_name(f"{noun}-{day:%Y-%m-%d}{suffix}")


def free_name(name: str, exists: Callable[[str], bool]) -> str:
    """Return the name, with a number before its ending if a file with that name exists."""
    path = Path(name)
    names = (name if n == 1 else f"{path.stem}-{n}{path.suffix}" for n in count(1))
    return next(each for each in names if not exists(each))
