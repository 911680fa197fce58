"""Stroke files hold drawings as JSON lines, one drawing in each line.

    {"label": 7, "writer": "a", "strokes": [[[x, y], …], …]}

x points to the right and y down, in any unit. `label` and `writer` may be missing, and so may
`times` (seconds since the first point) and `pressures` (0-1), which are lists like `strokes` with a
number for each point, and `widths` of the pen, a number for each stroke.
"""

import io
import json
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from core.drawing.strokes import LARGEST, Drawing, Stroke
from core.foundation.errors import DataError
from core.foundation.files import check_readable, unreadable_file_error, write_atomically

MAX_POINTS = 20_000
"""Points of one drawing: as many as a pen writes in three minutes."""
MAX_STROKES = 2000


def strokes_from_record(record: dict[str, Any]) -> tuple[Stroke, ...]:
    """Parse the strokes of a record. Raises DataError with a sentence that says what is wrong."""
    lines = record.get("strokes")
    if lines is None or lines == []:
        raise DataError("there are no strokes.")
    if not isinstance(lines, list) or not all(isinstance(line, list) for line in lines):
        raise DataError("the strokes are not lists of points.")
    if excess := find_excess(lines):
        raise DataError(f"{excess}.")
    if not all(lines):
        raise DataError("a stroke has no points.")
    if not all(_is_point(point) for line in lines for point in line):
        raise DataError("a point is not a pair of finite numbers.")
    times, pressures = (_values(record, name, lines) for name in ("times", "pressures"))
    widths = _one_per_stroke(record, "widths", lines)
    if not all(width is None or _is_number(width) for width in widths):
        raise DataError("a width is not a finite number.")
    try:
        return tuple(map(Stroke.through, lines, times, pressures, widths))
    except ValueError as error:
        raise DataError(f"{error}.") from error


def find_excess(lines: Sequence[Sized]) -> str:
    """Describe what exceeds the limits, given the points of each stroke; empty if nothing does."""
    if len(lines) > MAX_STROKES:
        return f"a drawing of more than {MAX_STROKES:,} strokes"
    if sum(map(len, lines)) > MAX_POINTS:
        return f"a drawing of more than {MAX_POINTS:,} points"
    return ""


def strokes_to_record(strokes: Sequence[Stroke]) -> dict[str, Any]:
    """Make a record of strokes, with times, pressures and widths where any stroke has them."""
    record: dict[str, Any] = {"strokes": [stroke.points.tolist() for stroke in strokes]}
    for name in ("times", "pressures"):
        values = [getattr(stroke, name) for stroke in strokes]
        if any(value is not None for value in values):
            record[name] = [None if value is None else value.tolist() for value in values]
    if any(stroke.width is not None for stroke in strokes):
        record["widths"] = [stroke.width for stroke in strokes]
    return record


def _values(record: dict[str, Any], name: str, lines: list[list[Any]]) -> list[list[Any] | None]:
    """Parse None or a list with a number for each point, for each stroke."""
    values = _one_per_stroke(record, name, lines)
    if not all(map(_fits, values, lines)):
        raise DataError(f"the {name} are not one finite number for each point.")
    return values


def _one_per_stroke(record: dict[str, Any], name: str, lines: list[list[Any]]) -> list[Any]:
    values = record.get(name)
    if values is None:
        return [None] * len(lines)
    if not isinstance(values, list) or len(values) != len(lines):
        raise DataError(f"the {name} are not one for each stroke.")
    return values


def _fits(values: object, line: list[Any]) -> bool:
    if values is None:
        return True
    return isinstance(values, list) and len(values) == len(line) and all(map(_is_number, values))


def _is_point(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))


def _is_number(value: Any) -> bool:
    # type(), because isinstance takes True for an int.
    return type(value) in (int, float) and abs(value) <= LARGEST


SUFFIX = ".jsonl"
MAX_FILE_BYTES = 200_000_000
MAX_LINE_BYTES = 4_000_000
"""Bytes."""
MAX_DRAWINGS, _MAX_FILE_STROKES, _MAX_FILE_POINTS = 100_000, 400_000, 5_000_000
"""Limits of a file, which then takes less than 400 MB of memory."""
_BOM = b"\xef\xbb\xbf"
_LONGEST_NAME = 1000


@dataclass(frozen=True, slots=True, eq=False)
class LabeledDrawing:
    """A drawing with the digit that was meant and the name of its writer; None where unknown."""

    drawing: Drawing
    label: int | None = None
    writer: str | None = None


def read_strokes(path: Path) -> list[LabeledDrawing]:
    """Read all drawings of a file.

    Raises DataError, which names file and line, for anything that is wrong.
    """
    try:
        return list(iterate_strokes(path))
    except MemoryError as error:
        raise DataError(f"{path} does not fit into memory.") from error


def iterate_strokes(path: Path) -> Iterator[LabeledDrawing]:
    """Read the drawings of a file one after the other. Raises DataError as `read_strokes` does."""
    try:
        check_readable(path, MAX_FILE_BYTES)
        with path.open("rb") as file:
            yield from _drawings(str(path), file)
    except (OSError, ValueError) as error:
        raise unreadable_file_error(path, error, MAX_FILE_BYTES) from error


def parse_strokes(text: str) -> list[LabeledDrawing]:
    """Parse the drawings in the text of a stroke file. Raises DataError, which names the line."""
    return list(_drawings("The text", io.BytesIO(text.encode("utf-8", "replace"))))


def write_strokes(path: Path, items: Iterable[LabeledDrawing]) -> None:
    """Write drawings to a file, either all of them or none. Raises DataError."""
    content = "".join(f"{format_line(item)}\n" for item in items).encode()
    try:
        write_atomically(path, content)
    except OSError as error:
        raise DataError(f"The drawing cannot be saved to {path}.", str(error)) from error


def format_line(item: LabeledDrawing) -> str:
    """Format a drawing as a line, without its end. Raises DataError where it has no strokes."""
    if item.drawing.picture is not None:
        raise DataError("A stroke file cannot hold an image: save the drawing as PNG or SVG.")
    if not item.drawing.strokes:
        raise DataError("There is nothing to save: the drawing has no strokes.")
    if excess := find_excess([stroke.points for stroke in item.drawing.strokes]):
        raise DataError(f"A stroke file cannot hold {excess}.")
    named = {"label": item.label, "writer": item.writer}
    known = {name: value for name, value in named.items() if value is not None}
    return json.dumps({**known, **strokes_to_record(item.drawing.strokes)}, separators=(",", ":"))


def can_be_written(drawing: Drawing) -> bool:
    """Whether a stroke file can hold a drawing."""
    lines = [stroke.points for stroke in drawing.strokes]
    return drawing.picture is None and bool(lines) and not find_excess(lines)


def parse_line(line: str) -> LabeledDrawing:
    """Parse the drawing in a line. Raises DataError with a sentence that says what is wrong."""
    try:
        record = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise DataError("this is no JSON.", str(error)) from error
    if not isinstance(record, dict):
        raise DataError("this is no JSON object.")
    return LabeledDrawing(
        Drawing(strokes_from_record(record)), _parse_label(record), _parse_writer(record)
    )


def _drawings(name: str, file: BinaryIO) -> Iterator[LabeledDrawing]:
    size = file.seek(0, 2)
    file.seek(0)
    if size > MAX_FILE_BYTES:
        raise DataError(f"{name}: larger than {MAX_FILE_BYTES // 1_000_000} MB.")
    number, total = 0, _Total()
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        try:
            text = _decode_line(line.removeprefix(_BOM) if number == 1 else line)
            if text:
                item = parse_line(text)
                total.add(item.drawing)
                yield item
        except DataError as error:
            raise DataError(f"{name}, line {number:,}: {error}", error.details) from error


class _Total:
    """The number of drawings, strokes and points that have been read from a file so far."""

    def __init__(self) -> None:
        self._drawings = self._strokes = self._points = 0

    def add(self, drawing: Drawing) -> None:
        """Add a drawing. Raises DataError where the file is too large for the memory."""
        self._drawings += 1
        self._strokes += len(drawing.strokes)
        self._points += sum(len(stroke.points) for stroke in drawing.strokes)
        for count, limit, what in (
            (self._drawings, MAX_DRAWINGS, "drawings"),
            (self._strokes, _MAX_FILE_STROKES, "strokes"),
            (self._points, _MAX_FILE_POINTS, "points"),
        ):
            if count > limit:
                raise DataError(f"a file of more than {limit:,} {what}.")


def _decode_line(line: bytes) -> str:
    if len(line) > MAX_LINE_BYTES:
        raise DataError(f"longer than {MAX_LINE_BYTES // 1_000_000} MB.")
    try:
        return line.decode().strip()
    except UnicodeDecodeError as error:
        raise DataError("this is no text in UTF-8.", str(error)) from error


def _parse_label(record: dict[str, object]) -> int | None:
    label = record.get("label")
    if label is not None and (type(label) is not int or not 0 <= label <= 9):
        raise DataError("the label is none of the digits 0 to 9.")
    return label


def _parse_writer(record: dict[str, object]) -> str | None:
    writer = record.get("writer")
    if writer is not None and (not isinstance(writer, str) or len(writer) > _LONGEST_NAME):
        raise DataError("the writer is no name.")
    return writer


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
