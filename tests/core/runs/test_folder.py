"""The folder of a run: made once, and written by one process at a time."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from core.foundation.errors import RunError
from core.foundation.paths import user_data
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model, save_model
from core.runs.run_folder import RunFolder, latest_model


def make(settings: Hyperparameters, path: Path | None = None) -> Path:
    folder = RunFolder.create(settings, path)
    folder.close()
    return folder.path


def test_a_new_folder_holds_the_hyperparameters_at_once(tmp_path: Path, model: Model) -> None:
    make(model.hyperparameters, tmp_path / "deep" / "run")
    told = json.loads((tmp_path / "deep" / "run" / "hyperparameters.json").read_text())
    assert Hyperparameters.from_dict(told) == model.hyperparameters


def test_a_new_folder_says_when_and_where_it_began(tmp_path: Path, model: Model) -> None:
    make(model.hyperparameters, tmp_path / "run")
    told = json.loads((tmp_path / "run" / "run.json").read_text())
    assert abs((datetime.now().astimezone() - datetime.fromisoformat(told["created"])).days) < 1
    assert {"inkling", "python", "numpy", "processor", "blas", "threads"} < set(told["environment"])


@pytest.mark.parametrize("part", ["hyperparameters.json", "model.safetensors", "history.jsonl"])
def test_a_folder_that_holds_a_run_is_refused_and_kept(
    tmp_path: Path, model: Model, part: str
) -> None:
    (tmp_path / part).write_text("old")
    with pytest.raises(RunError, match="already holds a run") as caught:
        RunFolder.create(Hyperparameters(seed=99), tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert (tmp_path / part).read_text() == "old"


def test_what_a_process_killed_at_the_very_beginning_has_left_is_taken_over(
    tmp_path: Path, model: Model
) -> None:
    make(model.hyperparameters, tmp_path / "run")
    (tmp_path / "run" / "hyperparameters.json").unlink()
    assert make(model.hyperparameters, tmp_path / "run") == tmp_path / "run"


@pytest.mark.parametrize("name", ["run.json", "planned.json", "summary.json", "test.json"])
def test_a_file_of_ones_own_that_has_such_a_name_is_not_replaced(
    tmp_path: Path, model: Model, name: str
) -> None:
    (tmp_path / name).write_text('{"mine": 1}')
    with pytest.raises(RunError, match="already holds a run"):
        make(model.hyperparameters, tmp_path)
    assert (tmp_path / name).read_text() == '{"mine": 1}'


def test_of_two_processes_that_make_one_folder_one_makes_it(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one was faster between the first look and the lock."""
    mkdir = Path.mkdir

    def make_first(self: Path, *arguments: object, **named: object) -> None:
        mkdir(self, *arguments, **named)  # type: ignore[arg-type]
        monkeypatch.undo()
        make(Hyperparameters(seed=7), self)

    monkeypatch.setattr(Path, "mkdir", make_first)
    with pytest.raises(RunError, match="already holds a run"):
        make(model.hyperparameters, tmp_path / "run")
    assert json.loads((tmp_path / "run" / "hyperparameters.json").read_text())["seed"] == 7


@pytest.mark.parametrize("below", ["file", "file/run", "file/deep/run", "long" * 1000])
def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path, model: Model, below: str) -> None:
    (tmp_path / "file").write_text("a regular file")
    with pytest.raises(RunError, match="cannot be written") as caught:
        RunFolder.create(model.hyperparameters, tmp_path / below)
    assert str(tmp_path / below) in str(caught.value)
    assert caught.value.details


def test_a_run_that_is_written_cannot_be_opened_by_another(tmp_path: Path, model: Model) -> None:
    folder = RunFolder.create(model.hyperparameters, tmp_path / "run")
    with pytest.raises(RunError, match="running in another process"):
        RunFolder(folder.path)
    folder.close()
    RunFolder(folder.path).close()


def test_a_run_without_a_folder_of_its_own_is_named_by_its_time(model: Model) -> None:
    path = make(model.hyperparameters)
    assert path.parent == user_data() / "runs"
    datetime.strptime(path.name, "%Y-%m-%d %H.%M.%S.%f").astimezone()
    assert make(model.hyperparameters) != path


def test_a_clock_that_was_set_back_takes_no_name_twice(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime(2020, 1, 1)  # noqa: DTZ001

    monkeypatch.setattr("core.runs.run_folder.datetime", Stuck)
    names = [make(model.hyperparameters).name for _ in range(3)]
    assert len(set(names)) == 3


def test_the_latest_model_is_the_one_that_was_saved_last(model: Model) -> None:
    for name, saved in [("a", 2_000_000_000), ("b", 3_000_000_000), ("c", 1_000_000_000)]:
        path = make(model.hyperparameters, user_data() / "runs" / name)
        save_model(path / "model.safetensors", model)
        os.utime(path / "model.safetensors", (saved, saved))
    make(model.hyperparameters, user_data() / "runs" / "unfinished")
    assert latest_model() == user_data() / "runs" / "b" / "model.safetensors"


def test_an_unfinished_run_is_no_model(model: Model) -> None:
    assert latest_model() is None
    make(model.hyperparameters)
    assert latest_model() is None


def test_what_a_killed_process_was_writing_is_removed_when_the_run_goes_on(
    tmp_path: Path, model: Model
) -> None:
    path = make(model.hyperparameters, tmp_path / "run")
    (path / "checkpoints").mkdir()
    left = [".history.jsonl.a1.part", "checkpoints/.last.safetensors.b2.part"]
    others = [".label.json.c3.part", ".mine.csv.d4.part", "checkpoints/last.safetensors"]
    for name in (*left, *others):
        (path / name).write_text("")
    folder = RunFolder(path)
    folder.remove_leftovers()
    folder.close()
    assert not any((path / name).exists() for name in left)
    assert all((path / name).exists() for name in others)
