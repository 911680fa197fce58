"""The lines of a history: what is read back, and what is no epoch."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.runs.history import line_to_bytes, parse_history, read_history, record_to_dict
from core.training.events import EpochEnd, LiveChange

EPOCH = EpochEnd(1, 0.5, 0.9, 0.6, 0.8, 2.0, 1.5)
CHANGE = LiveChange(640, {"learning_rate": 0.25})


def line(*, of: EpochEnd | LiveChange = EPOCH, **values: object) -> bytes:
    return json.dumps(record_to_dict(of) | values).encode()


def test_what_was_written_is_read() -> None:
    assert parse_history([line(), line(of=CHANGE)]) == ((EPOCH, CHANGE), "")


@pytest.mark.parametrize(
    "values",
    [
        {"train_loss": 1e308},
        {"train_loss": -0.1},
        {"validation_loss": -1e308},
        {"train_accuracy": 7.0},
        {"validation_accuracy": -0.5},
        {"seconds": "2"},
        {"epoch": True},
        {"event": "end"},
    ],
)
def test_a_line_that_no_training_writes_is_left_out(values: dict[str, object]) -> None:
    lines, problem = parse_history([line(), line(**values), line(epoch=2)])
    assert lines == (EPOCH, None, replace(EPOCH, epoch=2))
    assert problem.startswith("line 2: ")


def test_a_line_that_is_known_to_be_lost_is_no_problem() -> None:
    lost = line_to_bytes(None)
    assert parse_history([line(), lost.rstrip(), line(epoch=2)]).problem == ""
    assert parse_history([line(), lost.rstrip(), line(epoch=2)]).lines[1] is None


def test_what_is_half_a_line_is_no_problem_and_what_is_none_is_one(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(line() + b'\n{"event": "ep')
    assert read_history(path) == ((EPOCH,), "")
    path.write_bytes(bytes(500))
    assert read_history(path).problem.startswith("line 1: ")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (line(), line()),
        (line(epoch=5), line(epoch=3)),
        (line(epoch=0), line()),
        (line(of=CHANGE), line(of=CHANGE, images_seen=639)),
        (line(seconds=6e8), line(epoch=2, seconds=6e8)),
        (line(), line(epoch=10**9 + 1)),
        (line(), line(epoch=10**18)),
        (line(), line(epoch=2, seconds=-1)),
        (line(), line(epoch=2, train_seconds=1e10)),
        (line(), line(of=CHANGE, images_seen=10**10)),
        (line(), line(epoch=2) + b" " * 20_000),
        (line(), line(epoch=2).replace(b"0.5", b"1" + b"0" * 310)),
    ],
)
def test_a_line_that_cannot_come_where_it_is_tells_nothing(first: bytes, second: bytes) -> None:
    history = parse_history([first, second])
    assert len(history.records) == 1
    assert history.problem.startswith("line ")


def test_epochs_may_be_missing_and_changes_come_at_one_image() -> None:
    lines = [line(of=CHANGE), line(of=CHANGE), line(), line(epoch=7)]
    assert not parse_history(lines).problem


def test_a_number_beyond_all_floats_is_none() -> None:
    assert parse_history([line().replace(b"0.5", b"1e999")]).records == ()
