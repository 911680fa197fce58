"""A run is a folder of open formats."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from core.errors import RunError
from core.hyperparameters import Hyperparameters
from core.locations import user_data
from core.runs.folder import RunFolder, latest_model
from core.runs.model_file import Model, load_model
from core.training.events import EpochEnd, LiveChange

HISTORY = [
    EpochEnd(1, 2.5, 0.5, 2.25, 0.625, seconds=0.75, train_seconds=0.5),
    LiveChange(50_000, {"learning_rate": 0.1 + 0.2, "epochs": 7}),
    EpochEnd(2, float("nan"), 0.1, 1.5, 0.75, seconds=0.25, train_seconds=0.125),
]


def test_a_new_folder_holds_the_hyperparameters_at_once(tmp_path: Path, model: Model) -> None:
    RunFolder(model.hyperparameters, tmp_path / "deep" / "run")
    told = json.loads((tmp_path / "deep" / "run" / "hyperparameters.json").read_text())
    assert Hyperparameters.from_dict(told) == model.hyperparameters


def test_a_saved_run_is_its_hyperparameters_its_history_and_its_model(
    tmp_path: Path, model: Model
) -> None:
    folder = RunFolder(model.hyperparameters, tmp_path)
    folder.save(model, HISTORY)
    saved = {path.name for path in tmp_path.iterdir()}
    assert saved - {"home"} == {"hyperparameters.json", "history.jsonl", "model.safetensors"}
    assert load_model(folder.model_path).hyperparameters == model.hyperparameters


def test_every_line_of_the_history_is_an_object_with_its_kind(tmp_path: Path, model: Model) -> None:
    RunFolder(model.hyperparameters, tmp_path).save(model, HISTORY)
    first, second, third = map(json.loads, (tmp_path / "history.jsonl").read_text().splitlines())
    assert first == {
        "event": "epoch",
        "epoch": 1,
        "train_loss": 2.5,
        "train_accuracy": 0.5,
        "validation_loss": 2.25,
        "validation_accuracy": 0.625,
        "seconds": 0.75,
        "train_seconds": 0.5,
    }
    assert second == {
        "event": "change",
        "images_seen": 50_000,
        "values": {"learning_rate": 0.1 + 0.2, "epochs": 7},
    }
    assert third["epoch"] == 2


def test_a_folder_that_holds_a_run_is_refused_and_kept(tmp_path: Path, model: Model) -> None:
    RunFolder(model.hyperparameters, tmp_path).save(model, HISTORY)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(RunError, match="already holds a run") as caught:
        RunFolder(Hyperparameters(seed=99), tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("below", ["file", "file/run", "file/deep/run", "long" * 1000])
def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path, model: Model, below: str) -> None:
    (tmp_path / "file").write_text("a regular file")
    with pytest.raises(RunError, match="cannot be written") as caught:
        RunFolder(model.hyperparameters, tmp_path / below)
    assert str(tmp_path / below) in str(caught.value)
    assert caught.value.details


def test_a_folder_that_went_away_is_an_error_at_saving(tmp_path: Path, model: Model) -> None:
    folder = RunFolder(model.hyperparameters, tmp_path / "run")
    (tmp_path / "run").rename(tmp_path / "elsewhere")
    with pytest.raises(RunError, match="cannot be saved") as caught:
        folder.save(model, HISTORY)
    assert str(folder.path) in str(caught.value)


def test_a_run_without_a_folder_of_its_own_is_named_by_its_time(model: Model) -> None:
    folder = RunFolder(model.hyperparameters)
    assert folder.path.parent == user_data() / "runs"
    datetime.strptime(folder.path.name, "%Y-%m-%d %H.%M.%S.%f").astimezone()
    assert RunFolder(model.hyperparameters).path != folder.path


def test_the_latest_model_is_the_one_that_was_saved_last(model: Model) -> None:
    for name, saved in [("a", 2_000_000_000), ("b", 3_000_000_000), ("c", 1_000_000_000)]:
        folder = RunFolder(model.hyperparameters, user_data() / "runs" / name)
        folder.save(model, [])
        os.utime(folder.model_path, (saved, saved))
    RunFolder(model.hyperparameters, user_data() / "runs" / "unfinished")
    assert latest_model() == user_data() / "runs" / "b" / "model.safetensors"


def test_an_unfinished_run_is_no_model(model: Model) -> None:
    assert latest_model() is None
    RunFolder(model.hyperparameters)
    assert latest_model() is None
