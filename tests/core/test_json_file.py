"""The one place that bounds what files say: numbers, times, texts."""

import json
from pathlib import Path

import pytest

from core.foundation.json_file import (
    MAX_COUNT,
    check_count,
    check_real,
    parse_object,
    parse_time,
    read_object,
    shorten,
    single_line,
    time_from_timestamp,
    write_object,
)


@pytest.mark.parametrize(
    "text", ["1" + "0" * 310, "1e101", "NaN", "-Infinity", "1e999", str(1 << 63)]
)
def test_numbers_that_overflow_later_are_refused_at_any_depth(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_object(f'{{"a": [{{"b": {text}}}]}}')


def test_half_a_pair_of_surrogates_is_replaced_in_names_and_values(tmp_path: Path) -> None:
    told = parse_object(b'{"\\ud800a": ["\\uDFFF", {"b": "\\ud83d\\ude00 \\\\ud800"}]}')
    assert told == {"�a": ["�", {"b": "😀 \\ud800"}]}
    assert parse_object(b'{"a": "\xed\xa0\x80"}') == {"a": "���"} or parse_object(
        b'{"a": "\xed\xa0\x80"}'
    ) == {"a": "�"}
    write_object(tmp_path / "x.json", told)
    assert read_object(tmp_path / "x.json") == told


@pytest.mark.parametrize("value", [-1, MAX_COUNT + 1, 1.0, True, "1", None, 10**400])
def test_what_is_no_count(value: object) -> None:
    with pytest.raises(ValueError, match="is no count"):
        check_count(value)


@pytest.mark.parametrize("value", [1e101, -1e101, float("nan"), True, "1", None, 10**400])
def test_what_is_no_real_number(value: object) -> None:
    with pytest.raises(ValueError, match="is no number"):
        check_real(value)


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+00:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "1970-12-31T23:59:59+00:00",
        "2201-01-01",
        "soon",
        "",
        5,
    ],
)
def test_times_in_which_no_run_begins(text: object) -> None:
    with pytest.raises((ValueError, OverflowError)):
        parse_time(text)


@pytest.mark.parametrize("seconds", [-1e18, -1.0, 0.0, 1e9, 1e18, 1.7e308])
def test_the_age_of_any_file_is_a_moment_that_can_be_shown(seconds: float) -> None:
    local = time_from_timestamp(seconds).astimezone()
    assert 1970 <= local.year <= 2201
    assert local.isoformat()


def test_words_are_in_one_line_and_bounded() -> None:
    assert single_line("a\x1b[31m\nb\u2028c\x9bd") == "a [31m b c d"
    assert single_line("x" * 5000, 10) == "x" * 10
    assert single_line("数字 é 😀") == "数字 é 😀"
    with pytest.raises(ValueError, match="is no text"):
        single_line(5)


def test_values_in_messages_are_short() -> None:
    assert shorten(1 << 100_000) == "a whole number with very many digits"
    assert shorten("a\nb") == "a b"
    assert len(shorten("x" * 1000)) == 40
    assert shorten(json.loads("[" * 100 + "]" * 100)).endswith("…")
