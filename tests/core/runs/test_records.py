"""The lines of a history: what is read back, and what is no epoch."""

import json

import pytest

from core.runs.records import history_of, record_to_dict
from core.training.events import EpochEnd, LiveChange

EPOCH = EpochEnd(1, 0.5, 0.9, 0.6, 0.8, 2.0, 1.5)
CHANGE = LiveChange(640, {"learning_rate": 0.25})


def line(*, of: EpochEnd | LiveChange = EPOCH, **values: object) -> bytes:
    return json.dumps(record_to_dict(of) | values).encode()


def test_what_was_written_is_read() -> None:
    assert history_of([line(), line(of=CHANGE)]) == ((EPOCH, CHANGE), "")


@pytest.mark.parametrize(
    "values",
    [
        {"train_loss": 1e308},
        {"validation_loss": -1e308},
        {"train_accuracy": 7.0},
        {"validation_accuracy": -0.5},
        {"seconds": "2"},
        {"epoch": True},
        {"event": "end"},
    ],
)
def test_the_history_ends_before_what_no_training_has(values: dict[str, object]) -> None:
    records, problem = history_of([line(), line(**values), line(epoch=2)])
    assert records == (EPOCH,)
    assert problem.startswith("line 2: ")


def test_a_number_beyond_all_floats_is_none() -> None:
    assert history_of([line().replace(b"0.5", b"1e999")]).records == ()
