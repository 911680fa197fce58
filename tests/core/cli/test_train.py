"""`train`: what it prints, and what it leaves behind."""

import io
import json
import threading
from pathlib import Path

import pytest

from core.cli import train, training_driver
from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import load_model

from .conftest import Run
from .program import DIVERGING, SHORT, diverging, short

EPOCH_KEYS = [
    "event",
    "epoch",
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
    "seconds",
    "train_seconds",
]
END_KEYS = ["event", "status", "epochs", "test_loss", "test_accuracy", "seconds", "model", "reason"]


def test_json_is_an_object_an_epoch_and_one_at_the_end(run: Run) -> None:
    outcome = run("train", "--json", *SHORT)
    assert (outcome.status, outcome.err) == (0, "")
    first, second, end = outcome.objects
    assert list(first) == list(second) == EPOCH_KEYS
    assert [first["event"], second["event"]] == ["epoch", "epoch"]
    assert [first["epoch"], second["epoch"]] == [1, 2]
    assert list(end) == END_KEYS
    assert (end["event"], end["status"], end["epochs"]) == ("end", "completed", 2)
    assert end["seconds"] >= first["seconds"] >= first["train_seconds"] > 0


def test_the_model_it_names_is_the_one_it_trained(run: Run, home: Path) -> None:
    end = run("train", "--json", *SHORT, "--set", "seed=5").objects[-1]
    assert Path(end["model"]).is_relative_to(home / "data" / "runs")
    model = load_model(Path(end["model"]))
    assert model.epoch == 2
    assert model.hyperparameters == Hyperparameters(
        hidden_layers=(8,), training_images=400, epochs=2, learning_rate=0.01, seed=5
    )
    evaluated = run("evaluate", end["model"], "--json").objects[0]
    assert evaluated["loss"] == end["test_loss"]
    assert evaluated["accuracy"] == end["test_accuracy"]


def test_the_history_on_disk_is_the_one_that_was_printed(run: Run, tmp_path: Path) -> None:
    printed = run("train", "--json", *SHORT, "--out", str(tmp_path / "run")).objects
    lines = (tmp_path / "run" / "history.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == printed[:-1]


def test_the_same_seed_prints_the_same_history_and_another_one_does_not(run: Run) -> None:
    def history(seed: int) -> list[list[object]]:
        objects = run("train", "--json", *SHORT, "--set", f"seed={seed}").objects
        timed = {"seconds", "train_seconds", "model"}
        return [[value for key, value in line.items() if key not in timed] for line in objects]

    once = history(1)
    assert once == history(1)
    assert once != history(2)


def test_without_json_there_is_a_line_an_epoch_and_a_summary(run: Run) -> None:
    outcome = run("train", *SHORT)
    assert (outcome.status, outcome.err) == (0, "")
    first, second, *summary = outcome.out.splitlines()
    assert first.startswith("epoch 1: loss ")
    assert second.startswith("epoch 2: loss ")
    assert summary[0].startswith("completed after 2 epochs")
    assert summary[1].startswith("test set: accuracy ")
    assert summary[2].startswith("model: ")


def test_a_folder_is_not_used_twice(run: Run, trained: Path) -> None:
    before = (trained / "model.safetensors").read_bytes()
    outcome = run("train", "--json", *SHORT, "--out", str(trained))
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == f"error: {trained} already holds a run. Choose another folder.\n"
    assert (trained / "model.safetensors").read_bytes() == before


def test_a_folder_that_cannot_be_written_is_refused_before_the_training(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    outcome = run("train", "--json", *SHORT, "--out", str(tmp_path / "file" / "run"))
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"error: The folder {tmp_path / 'file' / 'run'} cannot")


def test_a_diverged_training_exits_1_and_still_prints_its_end(run: Run) -> None:
    outcome = run("train", "--json", *DIVERGING)
    assert outcome.status == 1
    end = outcome.objects[-1]
    assert list(end) == END_KEYS
    assert (end["event"], end["status"]) == ("end", "diverged")
    assert outcome.err.startswith("error: The loss has grown to ")
    assert outcome.err.count("\n") == 1


def test_a_diverged_training_leaves_its_last_finite_model(run: Run) -> None:
    """Its step too far is the last of an epoch: one image, one mini-batch."""
    *epochs, end = run("train", "--json", *DIVERGING).objects
    assert len(epochs) == end["epochs"] == load_model(Path(end["model"])).epoch
    assert all(epoch["train_loss"] is not None for epoch in epochs)


def test_infinite_weights_after_the_last_epoch_are_no_completed_training(run: Run) -> None:
    finite = run("train", "--json", *DIVERGING).objects[-1]["epochs"]
    outcome = run("train", "--json", *diverging(finite + 1))
    assert outcome.status == 1
    assert load_model(Path(outcome.objects[-1]["model"])).epoch == finite


def test_ctrl_c_before_the_training_is_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "load_mnist", interrupted)
    assert run("train", "--json", *SHORT) == (130, "", "")


def test_the_progress_bar_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    with training_driver._Bar(total=1, file=io.StringIO()) as bar:
        bar.update()
    assert threading.active_count() == before


def test_a_replay_makes_the_live_changes_once_more(run: Run, tmp_path: Path, home: Path) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    run("train", *SHORT, "--out", str(first))
    changes = [
        {"event": "change", "images_seen": 128, "values": {"learning_rate": 0.002}},
        {"event": "change", "images_seen": 256, "values": {"batch_size": 50, "shift": 1.0}},
    ]
    epochs = (first / "history.jsonl").read_text()
    (first / "history.jsonl").write_text("".join(json.dumps(c) + "\n" for c in changes) + epochs)
    (first / "summary.json").unlink()  # which knows the history as it was
    outcome = run("train", "--json", "--replay", str(first), "--out", str(again))
    assert outcome.status == 0
    once_more = run("train", "--json", "--replay", str(again), "--out", str(tmp_path / "third"))
    assert [_without_times(o) for o in once_more.objects] == [
        _without_times(o) for o in outcome.objects
    ]
    settings = load_model(again / "model.safetensors").hyperparameters
    assert (settings.learning_rate, settings.batch_size, settings.shift) == (0.002, 50, 1.0)


def test_a_replay_of_something_else_is_refused(run: Run, tmp_path: Path) -> None:
    outcome = run("train", "--replay", str(tmp_path))
    assert outcome.status == 2
    assert "hyperparameters.json cannot be read" in outcome.err


def test_a_compact_model_is_half_as_large_and_knows_its_accuracy(
    run: Run, tmp_path: Path, mnist: Dataset
) -> None:
    compact = tmp_path / "compact.safetensors"
    outcome = run(
        "train", "--json", *SHORT, "--out", str(tmp_path / "run"), "--compact", str(compact)
    )
    model, whole = load_model(compact), tmp_path / "run" / "model.safetensors"
    assert compact.stat().st_size < 0.6 * whole.stat().st_size
    assert model.test_accuracy == evaluate(model.network, mnist.test).accuracy
    assert model.seconds == pytest.approx(outcome.objects[-1]["seconds"])


def test_slow_motion_takes_its_time(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(training_driver.time, "sleep", waits.append)
    outcome = run("train", *short(epochs=1, speed=0.5))
    assert outcome.status == 0
    assert len(waits) == 4  # mini-batches
    assert max(waits) > 1.5


def _without_times(printed: dict[str, object]) -> dict[str, object]:
    timed = {"seconds", "train_seconds", "model"}
    return {key: value for key, value in printed.items() if key not in timed}


@pytest.mark.parametrize(("option", "count"), [((), 3), (("--keep-weights", "0"), 0)])
def test_the_weights_of_each_epoch_are_kept_unless_there_is_no_budget(
    run: Run, tmp_path: Path, option: tuple[str, ...], count: int
) -> None:
    path = tmp_path / "run"
    assert run("train", *SHORT, *option, "--set", "batch_size=100", "--out", str(path)).status == 0
    assert len(list(path.glob("weights/*.safetensors"))) == count
    if count:
        run("resume", str(path), "--epochs", "1", "--keep-weights", "1")
        last = path / "weights" / "epoch-000003.safetensors"
        assert run("evaluate", str(last), "--json").status == 0


def test_a_budget_below_zero_is_refused(run: Run) -> None:
    outcome = run("train", *SHORT, "--keep-weights", "-1")
    assert outcome.status == 2
    assert "--keep-weights" in outcome.err
