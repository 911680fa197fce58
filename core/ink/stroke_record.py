"""The strokes of one line of a stroke file: lists of plain numbers, looked at one by one."""

from collections.abc import Sequence, Sized
from typing import Any

from core.errors import DataError
from core.ink.strokes import LARGEST, Stroke

MOST_POINTS = 20_000
"""Of one drawing: what a pen writes in three minutes."""
MOST_STROKES = 2000


def strokes_of(record: dict[str, Any]) -> tuple[Stroke, ...]:
    """The strokes of a record. Raises DataError with a sentence that says what is wrong."""
    lines = record.get("strokes")
    if lines is None or lines == []:
        raise DataError("there are no strokes.")
    if not isinstance(lines, list) or not all(isinstance(line, list) for line in lines):
        raise DataError("the strokes are not lists of points.")
    if excess := excess_of(lines):
        raise DataError(f"{excess}.")
    if not all(lines):
        raise DataError("a stroke has no points.")
    if not all(_is_point(point) for line in lines for point in line):
        raise DataError("a point is not a pair of finite numbers.")
    times, pressures = (_values(record, name, lines) for name in ("times", "pressures"))
    widths = _one_each(record, "widths", lines)
    if not all(width is None or _is_number(width) for width in widths):
        raise DataError("a width is not a finite number.")
    try:
        return tuple(map(Stroke.through, lines, times, pressures, widths))
    except ValueError as error:
        raise DataError(f"{error}.") from error


def excess_of(lines: Sequence[Sized]) -> str:
    """What is too much, given the points of each stroke; nothing where all is well."""
    if len(lines) > MOST_STROKES:
        return f"a drawing of more than {MOST_STROKES:,} strokes"
    if sum(map(len, lines)) > MOST_POINTS:
        return f"a drawing of more than {MOST_POINTS:,} points"
    return ""


def record_of(strokes: Sequence[Stroke]) -> dict[str, Any]:
    """`strokes`, and `times`, `pressures` and `widths` where any stroke has them."""
    record: dict[str, Any] = {"strokes": [stroke.points.tolist() for stroke in strokes]}
    for name in ("times", "pressures"):
        values = [getattr(stroke, name) for stroke in strokes]
        if any(value is not None for value in values):
            record[name] = [None if value is None else value.tolist() for value in values]
    if any(stroke.width is not None for stroke in strokes):
        record["widths"] = [stroke.width for stroke in strokes]
    return record


def _values(record: dict[str, Any], name: str, lines: list[list[Any]]) -> list[list[Any] | None]:
    """For each stroke None, or a list with a number for each of its points."""
    values = _one_each(record, name, lines)
    if not all(map(_fits, values, lines)):
        raise DataError(f"the {name} are not one finite number for each point.")
    return values


def _one_each(record: dict[str, Any], name: str, lines: list[list[Any]]) -> list[Any]:
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
    # type(), because to isinstance True is an int.
    return type(value) in (int, float) and abs(value) <= LARGEST
