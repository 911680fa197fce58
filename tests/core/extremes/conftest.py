"""Folders of runs that say the largest, smallest and oddest that their readers accept."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.hyperparameters.schema import Hyperparameters
from core.runs.layout import ANNOTATIONS, HISTORY, METADATA, RESULT, SUMMARY, TEST
from core.runs.run_folder import RunFolder

MakeRun = Callable[[str], Path]
LARGEST, TINY, COUNT = 1e100, 5e-324, 10**9
ABOUT_IT: dict[str, Any] = {
    "format": "inkling-run",
    "version": 1,
    "id": "x" * 5000,
    "created": "2026-01-02T03:04:05+00:00",
    "title": "\ud800 half a pair, \x1b[31m and \u2028 a line",
    "environment": {"cores": COUNT, "threads": 2, "blas": "y" * 5000},
    "origin": "",
    "origin_epoch": COUNT,
}


def epoch(number: int, *losses: float, seconds: float = 1.0, share: float = 0.5) -> dict[str, Any]:
    """A line of a history."""
    train, validation = losses
    return {
        "event": "epoch",
        "epoch": number,
        "train_loss": train,
        "train_accuracy": share,
        "validation_loss": validation,
        "validation_accuracy": share,
        "seconds": seconds,
        "train_seconds": seconds,
    }


def change(seen: int, **values: object) -> dict[str, Any]:
    """A line of a history."""
    return {"event": "change", "images_seen": seen, "values": values}


SWINGING = [epoch(n, LARGEST * (n % 2), LARGEST * (1 - n % 2)) for n in range(1, 41)]
HISTORIES: dict[str, list[dict[str, Any]]] = {
    "the largest losses": [epoch(n, LARGEST, LARGEST, share=1) for n in range(1, 9)],
    "losses that swing between the ends": SWINGING,
    "the smallest losses": [epoch(n, TINY * n, TINY * (40 - n)) for n in range(1, 41)],
    "losses of nothing": [epoch(n, 0, 0, share=0) for n in range(1, 9)],
    "one epoch": [epoch(1, 1e-320, LARGEST)],
    "epochs far apart": [epoch(1, 2, 2), epoch(2, 1, 1), epoch(COUNT, LARGEST, 0)],
    "as long as time goes": [epoch(n, 1 / n, 1 / n, seconds=COUNT / 10) for n in range(1, 11)],
    "no time at all": [epoch(n, 1 / n, 1 / n, seconds=TINY) for n in range(1, 11)],
    "changes at no image and at the last": [
        change(0, learning_rate=100.0),
        epoch(1, 1, 1),
        epoch(2, 1, 1),
        *[change(COUNT, epochs=10_000, learning_rate=1e-6)] * 30,
    ],
    "a fall from the largest to nothing": [
        *[epoch(n, LARGEST, LARGEST) for n in range(1, 20)],
        *[epoch(n, TINY, TINY) for n in range(20, 40)],
    ],
}
DATES = [
    "1971-01-01T00:00:00+00:00",
    "2200-12-31T00:00:00+00:00",
    "1971-01-01T23:59:59-23:59",
    "2200-12-30T00:00:00+23:59",
    "2026-01-02",
]


@pytest.fixture
def make_run(tmp_path: Path) -> MakeRun:
    """Writes the folder of a run: with a history by its name, or begun at a date."""

    def make(kind: str) -> Path:
        settings = Hyperparameters(hidden_layers=(3,), training_images=1)
        folder = RunFolder.create(settings, tmp_path / "runs" / "run")
        folder.close()
        told = {"created": kind} if kind in DATES else {}
        (folder.path / METADATA).write_text(json.dumps(ABOUT_IT | told), "utf-8")
        records = HISTORIES.get(kind, HISTORIES["one epoch"])
        lines = "".join(json.dumps(each) + "\n" for each in records)
        (folder.path / HISTORY).write_text(lines, "utf-8")
        _write_ends(folder.path, records)
        return folder.path

    return make


def _write_ends(path: Path, records: list[dict[str, Any]]) -> None:
    last = [each for each in records if each["event"] == "epoch"][-1]
    metrics = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
    end = {"status": "completed", "epochs": last["epoch"], "seconds": COUNT, "reason": "\udfff"}
    summary = {
        "epochs": last["epoch"],
        "seconds": COUNT,
        "training_seconds": TINY,
        "best": {metric: [last[metric], COUNT] for metric in metrics},
        "last": {metric: last[metric] for metric in metrics},
        "total_epochs": COUNT,
        "end": end,
        "test_accuracy": 1,
    }
    test = {
        "images": COUNT,
        "loss": LARGEST,
        "accuracy": 0,
        "confusion": [[COUNT] * 10] * 10,
        "answers": "9" * 10_000,
    }
    label = {"name": "a\x07\ud800\n" * 1000, "note": "\ud800\n" * 9, "tags": ["\x1b"] * 1000}
    for name, told in ((ANNOTATIONS, label), (SUMMARY, summary), (RESULT, end), (TEST, test)):
        (path / name).write_text(json.dumps(told), "utf-8")
