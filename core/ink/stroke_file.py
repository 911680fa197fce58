"""Drawings in files: JSON lines, a drawing a line.

    {"label": 7, "writer": "a", "strokes": [[[x, y], …], …]}

x to the right, y down, any unit. `label` and `writer` may be missing; so may `times` (seconds
since the first point) and `pressures` (0-1), lists like `strokes` with a number for each point,
and `widths` of the pen, a number for each stroke.
"""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import DataError
from core.files import is_file, write_atomically
from core.ink.stroke_record import record_of, strokes_of
from core.ink.strokes import Drawing

SUFFIX = ".jsonl"
LARGEST_FILE = 200_000_000
LONGEST_LINE = 20_000_000
"""Bytes."""
_BOM = b"\xef\xbb\xbf"
_LONGEST_NAME = 1000


@dataclass(frozen=True, slots=True, eq=False)
class LabelledDrawing:
    """A drawing, the digit that was meant, and who drew it; None for what is not known."""

    drawing: Drawing
    label: int | None = None
    writer: str | None = None


def read_strokes(path: Path) -> list[LabelledDrawing]:
    """All drawings of a file.

    Raises DataError, which names file and line, for whatever is not as it should be.
    """
    try:
        return list(iterate_strokes(path))
    except MemoryError as error:
        raise DataError(f"{path} does not fit into memory.") from error


def iterate_strokes(path: Path) -> Iterator[LabelledDrawing]:
    """The drawings of a file one after the other. Raises DataError as `read_strokes` does."""
    if not is_file(path):
        raise DataError(f"{path}: cannot be read: there is no such file.")
    try:
        with path.open("rb") as file:
            yield from _drawings(str(path), file)
    except OSError as error:
        raise DataError(f"{path}: cannot be read.", str(error)) from error


def strokes_in(text: str) -> list[LabelledDrawing]:
    """The drawings of a text such as a file holds. Raises DataError, which names the line."""
    return list(_drawings("The text", io.BytesIO(text.encode("utf-8", "replace"))))


def write_strokes(path: Path, items: Iterable[LabelledDrawing]) -> None:
    """Write drawings to a file, all or nothing. Raises DataError."""
    content = "".join(f"{to_line(item)}\n" for item in items).encode()
    try:
        write_atomically(path, content)
    except OSError as error:
        raise DataError(f"The drawing cannot be saved to {path}.", str(error)) from error


def to_line(item: LabelledDrawing) -> str:
    """The line of a drawing, without its end. Raises DataError where it has no strokes."""
    if item.drawing.picture is not None:
        raise DataError("A stroke file cannot hold an image: save the drawing as PNG or SVG.")
    if not item.drawing.strokes:
        raise DataError("There is nothing to save: the drawing has no strokes.")
    named = {"label": item.label, "writer": item.writer}
    known = {name: value for name, value in named.items() if value is not None}
    return json.dumps({**known, **record_of(item.drawing.strokes)}, separators=(",", ":"))


def from_line(line: str) -> LabelledDrawing:
    """The drawing in a line. Raises DataError with a sentence that says what is wrong."""
    try:
        record = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise DataError("this is no JSON.", str(error)) from error
    if not isinstance(record, dict):
        raise DataError("this is no JSON object.")
    return LabelledDrawing(Drawing(strokes_of(record)), _label(record), _writer(record))


def _drawings(name: str, file: BinaryIO) -> Iterator[LabelledDrawing]:
    size = file.seek(0, 2)
    file.seek(0)
    if size > LARGEST_FILE:
        raise DataError(f"{name}: larger than {LARGEST_FILE // 1_000_000} MB.")
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        try:
            text = _text(line.removeprefix(_BOM) if number == 1 else line)
            if text:
                yield from_line(text)
        except DataError as error:
            raise DataError(f"{name}, line {number:,}: {error}", error.details) from error


def _text(line: bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise DataError(f"longer than {LONGEST_LINE // 1_000_000} MB.")
    try:
        return line.decode().strip()
    except UnicodeDecodeError as error:
        raise DataError("this is no text in UTF-8.", str(error)) from error


def _label(record: dict[str, object]) -> int | None:
    label = record.get("label")
    if label is not None and (type(label) is not int or not 0 <= label <= 9):
        raise DataError("the label is none of the digits 0 to 9.")
    return label


def _writer(record: dict[str, object]) -> str | None:
    writer = record.get("writer")
    if writer is not None and (not isinstance(writer, str) or len(writer) > _LONGEST_NAME):
        raise DataError("the writer is no name.")
    return writer


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
