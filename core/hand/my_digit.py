"""One of a person's own digits, and its line in their file.

The line is one of a stroke file (`core.ink.stroke_file`) with an `id` before all else.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from core.errors import DataError
from core.ink.stroke_file import LONGEST_LINE, LabelledDrawing, from_line, to_line
from core.ink.strokes import Drawing

_ID = re.compile(rb'\{"id":"([0-9a-f]{16})"')
_ID_LENGTH = 16


@dataclass(frozen=True, slots=True, eq=False)
class MyDigit:
    """A drawing, the digit that it is, and what it is known by for ever."""

    id: str
    label: int
    drawing: Drawing

    @classmethod
    def new(cls, label: int, drawing: Drawing) -> "MyDigit":
        """With an id that no other has."""
        return cls(uuid4().hex[:_ID_LENGTH], label, drawing)


def id_of_line(line: bytes) -> str:
    """The id in a line; made from its content where it has none, as in files from elsewhere."""
    found = _ID.match(line)
    return found[1].decode() if found else sha256(line).hexdigest()[:_ID_LENGTH]


def line_of(digit: MyDigit) -> bytes:
    """The line of a digit, without its end. Raises DataError for a drawing without strokes, or
    with a picture."""
    line = to_line(LabelledDrawing(digit.drawing, digit.label))
    return f'{{"id":"{digit.id}",{line[1:]}'.encode()


def digit_of_line(line: bytes) -> MyDigit | None:
    """The digit in a line; None where it is damaged, or says not which digit it is."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        item = from_line(line.decode())
    except (UnicodeDecodeError, DataError):
        return None
    if item.label is None:
        return None
    return MyDigit(id_of_line(line), item.label, item.drawing)
