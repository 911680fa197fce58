"""The file of a person's own digits."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.drawing.picture import Box, Picture
from core.drawing.stroke_file import read_strokes
from core.drawing.strokes import Drawing, drawing_from_points
from core.foundation.errors import DataError
from core.personalization.digit_store import DigitStore

STROKE = drawing_from_points([[(0.5, 0.2), (0.5, 0.8)]])


@pytest.fixture
def digits(tmp_path: Path) -> DigitStore:
    return DigitStore(tmp_path / "folder" / "mine.jsonl")


def labels(digits: DigitStore) -> list[int]:
    return [digit.label for digit in digits.read().digits]


def keep(digits: DigitStore, *kept: int) -> list[str]:
    return [digits.add(label, STROKE).id for label in kept]


def test_nothing_is_kept_at_first(digits: DigitStore) -> None:
    assert digits.read().digits == ()
    assert not digits.path.exists()


def test_they_are_in_the_folder_of_the_user(home: Path) -> None:
    assert DigitStore().path == home / "data" / "my_digits.jsonl"


def test_what_was_kept_is_there_the_next_time(digits: DigitStore) -> None:
    ids = keep(digits, 4, 7)
    found = DigitStore(digits.path).read()
    assert [(digit.id, digit.label) for digit in found.digits] == list(
        zip(ids, [4, 7], strict=True)
    )
    np.testing.assert_array_equal(
        found.digits[0].drawing.strokes[0].points, STROKE.strokes[0].points
    )
    assert found.unreadable == 0


def test_the_file_is_a_stroke_file(digits: DigitStore) -> None:
    keep(digits, 4, 7)
    assert [item.label for item in read_strokes(digits.path)] == [4, 7]


def test_two_windows_do_not_lose_each_other_s_digits(digits: DigitStore) -> None:
    other = DigitStore(digits.path)
    (first,) = keep(digits, 1)
    keep(other, 2)
    keep(digits, 3)
    other.delete({first})
    keep(digits, 4)
    assert labels(digits) == labels(other) == [2, 3, 4]


def test_a_deletion_taken_back_puts_digits_where_they_were(digits: DigitStore) -> None:
    ids = keep(digits, *range(10))
    gone = digits.delete({ids[0], ids[4], ids[5], ids[9]})
    assert labels(digits) == [1, 2, 3, 6, 7, 8]
    digits.restore(gone)
    assert [digit.id for digit in digits.read().digits] == ids
    digits.restore(gone)
    assert [digit.id for digit in digits.read().digits] == ids


@settings(max_examples=25)
@given(st.sets(st.integers(0, 7)), st.sets(st.integers(0, 7)))
def test_deletions_can_be_taken_back_one_after_the_other(
    tmp_path_factory: pytest.TempPathFactory, one: set[int], two: set[int]
) -> None:
    digits = DigitStore(tmp_path_factory.mktemp("hand") / "mine.jsonl")
    ids = keep(digits, *range(8))
    first = digits.delete({ids[n] for n in one})
    second = digits.delete({ids[n] for n in two})
    assert labels(digits) == [n for n in range(8) if n not in one | two]
    digits.restore(second)
    assert labels(digits) == [n for n in range(8) if n not in one]
    digits.restore(first)
    assert labels(digits) == list(range(8))


def test_a_label_can_change_and_change_back(digits: DigitStore) -> None:
    ids = keep(digits, 1, 2, 3)
    before = digits.relabel({ids[0]: 7, ids[2]: 9, "gone": 5})
    assert labels(digits) == [7, 2, 9]
    assert before == {ids[0]: 1, ids[2]: 3}
    digits.relabel(before)
    assert labels(digits) == [1, 2, 3]
    assert [digit.id for digit in digits.read().digits] == ids


def test_an_exported_file_can_be_kept_again(digits: DigitStore, tmp_path: Path) -> None:
    keep(digits, 1, 2)
    path = tmp_path / "exported.jsonl"
    assert digits.export(path) == 2
    taken = DigitStore(path)
    assert labels(taken) == [1, 2]
    taken.relabel({taken.read().digits[1].id: 5})
    assert labels(taken) == [1, 5]


def test_a_picture_is_no_drawing_of_a_digit(digits: DigitStore) -> None:
    picture = Picture(np.zeros((9, 9), np.uint8), Box(0, 0, 1, 1))
    with pytest.raises(DataError):
        digits.add(4, Drawing(STROKE.strokes, picture))
    assert not digits.path.exists()


def test_a_line_cut_off_loses_only_itself(digits: DigitStore) -> None:
    keep(digits, 1, 2, 3)
    whole = digits.path.read_bytes()
    digits.path.write_bytes(whole[:-20])
    assert labels(digits) == [1, 2]
    assert digits.read().unreadable == 1
    keep(digits, 4)
    assert labels(digits) == [1, 2, 4]
    digits.path.write_bytes(digits.path.read_bytes() + b"\xff\x00")
    assert labels(digits) == [1, 2, 4]
    assert digits.read().unreadable == 2


def test_a_line_that_cannot_be_read_stays_where_it_is(digits: DigitStore) -> None:
    ids = keep(digits, 1, 2)
    damaged = b'{"id":"0123456789abcdef","label":3,"stro'
    digits.path.write_bytes(digits.path.read_bytes() + damaged)
    digits.delete({ids[0]})
    digits.relabel({ids[1]: 5})
    assert damaged in digits.path.read_bytes()
    assert labels(digits) == [5]


@settings(max_examples=50)
@given(st.binary(max_size=200), st.integers(0, 600))
def test_whatever_is_in_the_file_whole_lines_are_read(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: int
) -> None:
    digits = DigitStore(tmp_path_factory.mktemp("hand") / "mine.jsonl")
    keep(digits, *range(5))
    before = digits.path.read_bytes()
    digits.path.write_bytes(before[:place] + noise + before[place:])
    untouched = before[:place].count(b"\n") + max(before[place:].count(b"\n") - 1, 0)
    assert len(digits.read().digits) >= untouched
    digits.relabel(digits.relabel({digit.id: 9 for digit in digits.read().digits}))
    keep(digits, 8)
    assert labels(digits)[-1] == 8
    assert len(digits.read().digits) >= untouched + 1


@pytest.mark.parametrize("fails", ["fsync", "write"])
def test_a_full_disk_leaves_the_file_as_it_was(
    digits: DigitStore, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    (first,) = keep(digits, 1)
    before = digits.path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def half(file: object, content: bytes) -> None:
        file.write(content[:10])  # type: ignore[attr-defined]
        full()

    if fails == "fsync":
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(DataError, match="cannot be deleted"):
            digits.delete({first})
    else:
        monkeypatch.setattr("core.personalization.digit_store._write", half)
    with pytest.raises(DataError, match="cannot be saved") as caught:
        digits.add(2, STROKE)
    assert "No space left" in caught.value.details
    assert digits.path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    digits = DigitStore(tmp_path / "file" / "mine.jsonl")
    with pytest.raises(DataError, match="cannot be saved in"):
        digits.add(1, STROKE)
    with pytest.raises(DataError, match="cannot be deleted"):
        digits.delete({"x"})


def test_a_folder_in_its_place_is_said(digits: DigitStore) -> None:
    digits.path.mkdir(parents=True)
    with pytest.raises(DataError, match="cannot be read"):
        digits.read()


def test_a_file_without_end_is_refused_and_left_as_it_was(digits: DigitStore) -> None:
    keep(digits, 1)
    content = digits.path.read_bytes()
    with digits.path.open("ab") as file:
        file.truncate(1 << 27)
    with pytest.raises(DataError) as caught:
        digits.read()
    assert "larger than" in caught.value.details
    with pytest.raises(DataError, match="cannot be saved"):
        keep(digits, 2)
    assert digits.path.stat().st_size == 1 << 27
    digits.path.write_bytes(content + b"1\n" * 100_001)
    with pytest.raises(DataError, match="cannot be read"):
        digits.read()
    digits.path.write_bytes(content + b"[" * 21_000_000 + b"\n")
    assert (labels(digits), digits.read().unreadable) == ([1], 1)
