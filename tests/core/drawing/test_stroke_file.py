"""Drawings in JSON lines: what is written is read again, and nothing else gets in."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.drawing import stroke_file
from core.drawing.picture import Box, Picture
from core.drawing.stroke_file import (
    LabeledDrawing,
    format_line,
    iterate_strokes,
    parse_line,
    read_strokes,
    write_strokes,
)
from core.drawing.strokes import Drawing, Stroke, drawing_from_points
from core.foundation.errors import DataError

LINE = '{"label":7,"writer":"a","strokes":[[[0,0],[5,0],[2,8]],[[1,4],[4,4]]]}'
numbers = st.floats(-1e12, 1e12)


@st.composite
def full_strokes(draw: st.DrawFn) -> Stroke:
    count = draw(st.integers(1, 6))
    values = st.lists(st.floats(0, 1), min_size=count, max_size=count)
    points = draw(st.lists(st.tuples(numbers, numbers), min_size=count, max_size=count))
    return Stroke.through(
        points,
        draw(values.map(sorted) | st.none()),
        draw(values | st.none()),
        draw(st.none() | st.floats(0.1, 9)),
    )


items = st.builds(
    LabeledDrawing,
    st.builds(Drawing, st.lists(full_strokes(), min_size=1, max_size=4).map(tuple)),
    st.integers(0, 9) | st.none(),
    st.text(max_size=12) | st.none(),
)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def plain(item: LabeledDrawing) -> list[Any]:
    strokes = [
        [None if v is None else v.tolist() for v in (s.points, s.times, s.pressures)] + [s.width]
        for s in item.drawing.strokes
    ]
    return [item.label, item.writer, strokes]


def test_a_line_says_label_writer_and_points() -> None:
    item = parse_line(LINE)
    assert (item.label, item.writer) == (7, "a")
    assert [stroke.points.tolist() for stroke in item.drawing.strokes] == [
        [[0, 0], [5, 0], [2, 8]],
        [[1, 4], [4, 4]],
    ]


def test_label_and_writer_may_be_missing() -> None:
    item = parse_line('{"strokes":[[[0,0]]],"something":"else"}')
    assert (item.label, item.writer) == (None, None)
    assert format_line(item) == '{"strokes":[[[0.0,0.0]]]}'


@settings(max_examples=50)
@given(written=st.lists(items, max_size=4))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, written: list[LabeledDrawing]
) -> None:
    path = tmp_path_factory.getbasetemp() / "again.jsonl"
    write_strokes(path, written)
    assert list(map(plain, read_strokes(path))) == list(map(plain, written))


def test_blank_lines_a_byte_order_mark_and_foreign_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", f"\ufeff{LINE}\r\n\r\n  \n{LINE}")
    assert [item.label for item in read_strokes(path)] == [7, 7]


def test_an_empty_file_holds_no_drawings(tmp_path: Path) -> None:
    assert read_strokes(write(tmp_path / "x.jsonl", "")) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("7", "no JSON object"),
        ("{", "no JSON"),
        ('{"strokes":' + "[" * 100_000, "no JSON"),
        ("[" * 100_000 + "]" * 100_000, "no JSON"),
        ('{"strokes":[[[' + "9" * 5000 + ",0]]]}", "no JSON"),
        ("{}", "no strokes"),
        ('{"strokes":[]}', "no strokes"),
        ('{"strokes":"abc"}', "not lists of points"),
        ('{"strokes":[{}]}', "not lists of points"),
        ('{"strokes":[[]]}', "has no points"),
        ('{"strokes":[[[1]]]}', "pair of finite numbers"),
        ('{"strokes":[[[1,2,3]]]}', "pair of finite numbers"),
        ('{"strokes":[[1,2]]}', "pair of finite numbers"),
        ('{"strokes":[[["1","2"]]]}', "pair of finite numbers"),
        ('{"strokes":[[[true,false]]]}', "pair of finite numbers"),
        ('{"strokes":[[[null,1]]]}', "pair of finite numbers"),
        ('{"strokes":[[[1e999,1]]]}', "pair of finite numbers"),
        ('{"strokes":[[[' + "9" * 400 + ",1]]]}", "pair of finite numbers"),
        ('{"strokes":[[[NaN,1]]]}', "no JSON"),
        ('{"strokes":[[[Infinity,1]]]}', "no JSON"),
        ('{"label":10,"strokes":[[[1,2]]]}', "digits 0 to 9"),
        ('{"label":-1,"strokes":[[[1,2]]]}', "digits 0 to 9"),
        ('{"label":"7","strokes":[[[1,2]]]}', "digits 0 to 9"),
        ('{"label":true,"strokes":[[[1,2]]]}', "digits 0 to 9"),
        ('{"label":7.0,"strokes":[[[1,2]]]}', "digits 0 to 9"),
        ('{"writer":5,"strokes":[[[1,2]]]}', "writer"),
        ('{"times":[],"strokes":[[[1,2]]]}', "times are not one for each stroke"),
        ('{"times":[[1,2]],"strokes":[[[1,2]]]}', "times are not one finite number"),
        ('{"times":[[-1]],"strokes":[[[1,2]]]}', "times of a stroke"),
        ('{"pressures":[[7]],"strokes":[[[1,2]]]}', "pressures of a stroke"),
        ('{"widths":[0],"strokes":[[[1,2]]]}', "width of a pen"),
        ('{"widths":[true],"strokes":[[[1,2]]]}', "a width is not"),
        ('{"pressures":[["1"]],"strokes":[[[1,2]]]}', "pressures are not one finite number"),
    ],
)
def test_a_line_that_is_no_drawing_is_refused_by_file_and_line(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = write(tmp_path / "x.jsonl", f"{LINE}\n\n{line}\n")
    with pytest.raises(DataError, match=rf"x\.jsonl, line 3: .*{reason}"):
        read_strokes(path)


def test_what_stands_before_a_wrong_line_can_be_had(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", f"{LINE}\nwrong")
    assert next(iterate_strokes(path)).label == 7


def test_a_drawing_of_far_too_many_points_is_refused(tmp_path: Path) -> None:
    record = {"strokes": [[[0, 0]] * 10_000, [[1, 1]] * 10_001]}
    path = write(tmp_path / "x.jsonl", json.dumps(record))
    with pytest.raises(DataError, match="more than 20,000 points"):
        read_strokes(path)


def test_a_file_or_a_line_far_too_long_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "x.jsonl", f"{LINE}\n{LINE}")
    monkeypatch.setattr(stroke_file, "MAX_LINE_BYTES", len(LINE) - 1)
    with pytest.raises(DataError, match="line 1: longer than"):
        read_strokes(path)
    monkeypatch.setattr(stroke_file, "MAX_FILE_BYTES", 2 * len(LINE))
    with pytest.raises(DataError, match=r"x\.jsonl: larger than"):
        read_strokes(path)


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@example(b"\xff\xfe{\x00}\x00")
def test_random_bytes_are_refused_or_hold_nothing(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = write(tmp_path_factory.getbasetemp() / "random.jsonl", content)
    try:
        read = read_strokes(path)
    except DataError as error:
        if "random.jsonl, line" not in str(error):
            raise
    else:
        assert read == []


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)


@given(
    record=st.dictionaries(st.sampled_from(["label", "writer", "strokes", "times"]), json_values)
)
def test_any_json_is_a_drawing_or_refused(record: dict[str, Any]) -> None:
    try:
        item = parse_line(json.dumps(record))
    except DataError:
        return
    assert item.drawing
    assert plain(parse_line(format_line(item))) == plain(item)


@pytest.mark.parametrize("name", ["", "none.jsonl", "file/below.jsonl", "long" * 1000])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="there is no such file"):
        read_strokes(tmp_path / name)


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be saved"):
        write_strokes(tmp_path / "none" / "x.jsonl", [parse_line(LINE)])
    assert list(tmp_path.iterdir()) == []


def test_nothing_and_a_picture_are_not_written() -> None:
    with pytest.raises(DataError, match="no strokes"):
        format_line(LabeledDrawing(Drawing()))
    picture = Picture(np.full((2, 2), 255, np.uint8), Box(0, 0, 1, 1))
    with pytest.raises(DataError, match="PNG or SVG"):
        format_line(LabeledDrawing(replace(drawing_from_points([[(0, 0)]]), picture=picture)))


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("MAX_DRAWINGS", "drawings"),
        ("_MAX_FILE_STROKES", "strokes"),
        ("_MAX_FILE_POINTS", "points"),
    ],
)
def test_a_file_that_holds_far_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, what: str
) -> None:
    path = write(tmp_path / "x.jsonl", f"{LINE}\n{LINE}\n{LINE}\n")
    assert len(read_strokes(path)) == 3
    monkeypatch.setattr(stroke_file, name, {"drawings": 2, "strokes": 4, "points": 10}[what])
    with pytest.raises(DataError, match=rf"line 3: a file of more than \d+ {what}"):
        read_strokes(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.jsonl")
    with pytest.raises(DataError, match="no file, but a pipe or a device"):
        read_strokes(tmp_path / "x.jsonl")
