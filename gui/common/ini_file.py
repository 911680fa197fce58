"""INI files of Qt's QSettings, in which former versions stored the window's settings."""

import re
from collections.abc import Iterator
from pathlib import Path

from core.foundation.files import read_bounded

_LARGEST = 1 << 20
"""Bytes."""
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{1,6})|([0-7]{1,3})|(.))", re.DOTALL)
_BYTES = re.compile(r"@ByteArray\((.*)\)", re.DOTALL)


def read_ini(path: Path) -> dict[str, str | bytes]:
    """Read the texts and bytes in an INI file of Qt, the format of former versions, by name.

    Leaves out values of other types. Raises OSError or ValueError if it is not such a file.
    """
    text = read_bounded(path, _LARGEST).decode("utf-8")
    return dict(_values(text))


def _values(text: str) -> Iterator[tuple[str, str | bytes]]:
    section = ""
    for line in text.split("\n"):
        if line.startswith("["):
            section = line.strip()
        name, equals, written = line.rstrip("\r").partition("=")
        if section != "[General]" or not equals:
            continue
        value = _value(written)
        if value is not None:
            yield name, value


def _value(written: str) -> str | bytes | None:
    quoted = len(written) > 1 and written[0] == written[-1] == '"'
    try:
        text = _ESCAPED.sub(_unescaped, written[1:-1] if quoted else written)
        held = _BYTES.fullmatch(text)
        if held is not None:
            return held[1].encode("latin-1")
    except (ValueError, OverflowError):
        return None
    # Qt writes a text that begins with @ with a second @.
    if text.startswith("@") and not text.startswith("@@"):
        return None
    return text.removeprefix("@")


def _unescaped(found: re.Match[str]) -> str:
    hexadecimal, octal, letter = found.groups()
    if hexadecimal is not None:
        return chr(int(hexadecimal, 16))
    if octal is not None:
        return chr(int(octal, 8))
    return _ESCAPES.get(letter, letter)
