"""Names of files that every system accepts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.foundation.file_names import clean_file_name, dated_name, free_name

FORBIDDEN = set('<>:"/\\|?*') | {chr(code) for code in range(32)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("report Report, 3,000 images.pdf", "report Report, 3,000 images.pdf"),
        ("what? a/b\\c: <d>|e.pdf", "what- a-b-c- -d-e.pdf"),
        ("CON.txt", "CON-.txt"),
        ("aux", "aux-"),
        ("name. ", "name"),
        ("...", "file"),
        ("", "file"),
        ("a\nb\tc", "a-b-c"),
        ("Ziffer äöü 数.png", "Ziffer äöü 数.png"),
        ("x" * 300 + ".safetensors", "x" * 108 + ".safetensors"),
    ],
)
def test_a_text_becomes_a_name(text: str, name: str) -> None:
    assert clean_file_name(text) == name


@given(st.text())
def test_any_text_becomes_a_name(text: str) -> None:
    name = clean_file_name(text)
    assert 0 < len(name) <= 120
    assert not FORBIDDEN & set(name)
    assert name == name.strip()
    assert not name.endswith(".")
    assert clean_file_name(name) == name
    name.encode()


def test_a_dated_name() -> None:
    assert dated_name("report", date(2026, 11, 26), ".pdf") == "report-2026-11-26.pdf"


def test_a_name_that_is_taken_gets_a_number() -> None:
    taken = {"a.pdf", "a-2.pdf"}
    assert free_name("b.pdf", taken.__contains__) == "b.pdf"
    assert free_name("a.pdf", taken.__contains__) == "a-3.pdf"
