"""What files of a run may not say: their readers tell, and the list of runs goes on."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.cli.runs import listing_to_dict
from core.hyperparameters.schema import Hyperparameters
from core.runs.annotations import Annotations
from core.runs.layout import ANNOTATIONS, METADATA, RESULT, SUMMARY, TEST
from core.runs.library import Library
from core.runs.result import TestResult, end_from_dict
from core.runs.run_folder import RunFolder
from core.runs.run_metadata import RunMetadata
from core.runs.summary import Summary

HUGE = 10**400
END = {"status": "completed", "epochs": 2, "seconds": 1.5, "reason": ""}
SUMMARIES: dict[str, Any] = {
    "epochs": 2,
    "seconds": 1.5,
    "training_seconds": 1.0,
    "best": {"train_loss": [0.5, 1]},
    "last": {"train_loss": 0.5},
    "total_epochs": 0,
    "end": END,
    "test_accuracy": 0.5,
}
ABOUTS: dict[str, Any] = {
    "format": "inkling-run",
    "version": 1,
    "id": "a",
    "created": "2026-01-02T03:04:05+00:00",
    "title": "",
    "environment": {"cores": 4},
    "origin": "",
    "origin_epoch": 0,
}
TESTS: dict[str, Any] = {
    "images": 2,
    "loss": 0.5,
    "accuracy": 0.5,
    "confusion": [[0] * 10] * 10,
    "answers": "19",
}


@pytest.mark.parametrize(
    ("read", "good", "wrong"),
    [
        *(
            (Summary.from_dict, SUMMARIES, {name: value})
            for name in ("epochs", "seconds", "training_seconds", "total_epochs")
            for value in (HUGE, -1, 10**9 + 1, "1", None, True)
        ),
        (Summary.from_dict, SUMMARIES, {"epochs": 1.0}),
        (Summary.from_dict, SUMMARIES, {"best": {"train_loss": [0.5, HUGE]}}),
        (Summary.from_dict, SUMMARIES, {"best": {"train_loss": [HUGE, 1]}}),
        (Summary.from_dict, SUMMARIES, {"best": {"train_accuracy": [1.5, 1]}}),
        (Summary.from_dict, SUMMARIES, {"last": {"validation_accuracy": -0.1}}),
        (Summary.from_dict, SUMMARIES, {"test_accuracy": 1.01}),
        (Summary.from_dict, SUMMARIES, {"end": {**END, "epochs": HUGE}}),
        (end_from_dict, END, {"seconds": HUGE}),
        (end_from_dict, END, {"reason": None}),
        (RunMetadata.from_dict, ABOUTS, {"created": "0001-01-01T00:00:00+14:00"}),
        (RunMetadata.from_dict, ABOUTS, {"created": "9999-12-31T23:59:59-14:00"}),
        (RunMetadata.from_dict, ABOUTS, {"origin_epoch": HUGE}),
        (RunMetadata.from_dict, ABOUTS, {"environment": {"cores": HUGE}}),
        (RunMetadata.from_dict, ABOUTS, {"environment": {str(n): n for n in range(101)}}),
        (RunMetadata.from_dict, ABOUTS, {"title": ["a"]}),
        (TestResult.from_dict, TESTS, {"loss": HUGE}),
        (TestResult.from_dict, TESTS, {"accuracy": 1.5}),
        (TestResult.from_dict, TESTS, {"confusion": [[HUGE] * 10] * 10}),
        (TestResult.from_dict, TESTS, {"confusion": [[0.5] * 10] * 10}),
        (TestResult.from_dict, TESTS, {"answers": "1x"}),
    ],
)
def test_what_no_run_says_is_refused(
    read: Callable[[Any], object], good: dict[str, Any], wrong: dict[str, Any]
) -> None:
    read(good)
    with pytest.raises((ValueError, TypeError, AttributeError)):
        read(good | wrong)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (SUMMARY, json.dumps(SUMMARIES | {"epochs": HUGE // 10**200})),
        (METADATA, json.dumps(ABOUTS | {"created": "0001-01-01T00:00:00"})),
        (ANNOTATIONS, "[" * 5000),
        (RESULT, json.dumps(END | {"seconds": 1e300})),
        (TEST, "{}"),
        (SUMMARY, '{"a":' * 5000),
    ],
)
def test_one_run_with_a_damaged_file_leaves_the_others_in_the_list(
    tmp_path: Path, name: str, content: str
) -> None:
    for run in ("good", "bad"):
        RunFolder.create(Hyperparameters(), tmp_path / run).close()
    (tmp_path / "bad" / name).write_text(content, "utf-8")
    listings = Library(tmp_path).listings()
    assert {listing.path.name for listing in listings} == {"good", "bad"}
    assert json.dumps([listing_to_dict(listing) for listing in listings])


def test_no_speed_is_without_end(tmp_path: Path) -> None:
    folder = RunFolder.create(Hyperparameters(), tmp_path / "run")
    folder.close()
    told = SUMMARIES | {"training_seconds": 1e-310, "seconds": 5e-324}
    (folder.path / SUMMARY).write_text(json.dumps(told), "utf-8")
    (listing,) = Library(tmp_path).listings()
    assert listing.images_per_second is None


@pytest.mark.parametrize("changed", [-(10**11), -1, 0, 10**11])
def test_a_run_of_an_unbelievable_age_is_listed(tmp_path: Path, changed: int) -> None:
    folder = RunFolder.create(Hyperparameters(), tmp_path / "run")
    folder.close()
    (folder.path / METADATA).unlink()
    try:
        os.utime(folder.path, (changed, changed))
    except OSError:
        pytest.skip("this file system keeps no such time")
    (listing,) = Library(tmp_path).listings()
    assert datetime(1970, 12, 31, tzinfo=UTC) < listing.metadata.created.astimezone(UTC)
    assert listing.metadata.created.isoformat()


def test_labels_are_bounded_and_steer_no_terminal() -> None:
    told = {
        "name": "a\x1b[2J\nb" + "x" * 5000,
        "note": "one\r\ntwo\x07\n" + "y" * 200_000,
        "tags": ["\x9b"] * 1000 + [5],
        "starred": "yes",
    }
    label = Annotations.from_dict(told)
    assert label.name.startswith("a [2J b")
    assert (len(label.name), len(label.note), len(label.tags)) == (1000, 100_000, 100)
    assert label.note.startswith("one \ntwo \n")
    assert not label.starred
    assert Annotations.from_dict(label.to_dict() | {"tags": list(label.tags)}) == label
