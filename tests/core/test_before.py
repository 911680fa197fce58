"""What an earlier version wrote still opens, and is what it was."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.drawing.stroke_file import read_strokes
from core.evaluation.metrics import evaluate
from core.models.model_file import load_model
from core.personalization.digit_store import DigitStore
from core.runs.library import Library
from core.runs.run import Run, read_run

from .cli.program import CommandResult, in_process

NAMED = "Adam with two live changes"
ACCURACIES = {"model": 0.3204, "fine-tuned": 0.7699, "compact": 0.5953}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., CommandResult]:
    """Runs the program with these arguments."""
    return lambda *arguments: in_process(capsys, *arguments)


def named_run() -> Run:
    """The completed run that has a name."""
    return read_run(next(e.path for e in Library().listings() if e.title == NAMED))


def epochs_in(path: Path) -> list[dict[str, object]]:
    """The lines of the history that are ends of epochs, without how long they took."""
    lines = [json.loads(line) for line in (path / "history.jsonl").read_text().splitlines()]
    return [
        {key: value for key, value in line.items() if "seconds" not in key}
        for line in lines
        if line["event"] == "epoch"
    ]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("before")
def test_all_runs_are_listed(run: Callable[..., CommandResult]) -> None:
    listed = {each["name"]: each for each in run("runs", "--json").objects}
    assert {each["problem"] for each in listed.values()} == {""}
    assert sorted((each["state"], each["epochs"]) for each in listed.values()) == [
        *[("completed", 2)] * 5,
        ("completed", 12),
        ("interrupted", 11),
        ("stopped", 6),
    ]
    assert listed["tiny 0"]["hyperparameters"]["hidden_layers"] == [2]
    assert listed["tiny 0"]["tags"] == ["tiny"]
    assert listed[NAMED]["test_accuracy"] == ACCURACIES["model"]


@pytest.mark.usefixtures("before")
def test_a_run_is_read_whole() -> None:
    found = named_run()
    assert found.problem == ""
    assert (found.annotations.starred, found.annotations.tags) == (True, ("adam", "small"))
    assert found.annotations.note == "The learning rate was lowered after two epochs."
    assert (found.metadata.environment["inkling"], found.metadata.created.year) == ("0.1.0", 2026)
    settings = found.settings
    assert (settings.optimizer, settings.hidden_layers, settings.dropout) == ("adam", (8,), 0.1)
    assert (settings.ema, settings.rotation, settings.learning_rate) == (0.9, 5.0, 0.03)
    assert [change.values for change in found.changes] == [{"learning_rate": 0.02}, {"speed": 0.0}]
    assert found.last_settings.learning_rate == 0.02
    assert [end.epoch for end in found.epochs] == list(range(1, 13))
    assert found.test is not None
    assert found.test.accuracy == ACCURACIES["model"]


@pytest.mark.usefixtures("before")
def test_an_interrupted_run_is_resumed_to_its_end(
    run: Callable[..., CommandResult], home: Path
) -> None:
    path = home / "data" / "runs" / "interrupted"
    kept = epochs_in(path)
    outcome = run("resume", "interrupted", "--json")
    assert (outcome.status, outcome.err) == (0, "")
    assert (outcome.objects[-1]["status"], outcome.objects[-1]["epochs"]) == ("completed", 14)
    assert outcome.objects[-1]["test_accuracy"] > 0.8
    # Not made anew: the checkpoint of before was taken up.
    assert epochs_in(path)[:10] == kept[:10]
    assert len(epochs_in(path)) == 14


@pytest.mark.usefixtures("before")
def test_a_completed_run_is_given_more_epochs(run: Callable[..., CommandResult]) -> None:
    path, kept = named_run().path, epochs_in(named_run().path)
    outcome = run("resume", str(path), "--epochs", "2", "--json")
    assert (outcome.status, outcome.objects[-1]["epochs"]) == (0, 14)
    assert epochs_in(path)[:12] == kept


@pytest.mark.usefixtures("before")
def test_a_run_goes_on_from_an_earlier_epoch(
    run: Callable[..., CommandResult], tmp_path: Path
) -> None:
    path, new = named_run().path, tmp_path / "new"
    outcome = run("resume", str(path), "--from-epoch", "10", "--out", str(new), "--json")
    assert (outcome.status, outcome.objects[-1]["epochs"]) == (0, 12)
    assert epochs_in(new)[:10] == epochs_in(path)[:10]
    for again, once in zip(epochs_in(new)[10:], epochs_in(path)[10:], strict=True):
        assert again["validation_loss"] == pytest.approx(once["validation_loss"], rel=0.01)


@pytest.mark.usefixtures("before")
def test_a_run_is_replayed_with_its_live_changes(
    run: Callable[..., CommandResult], tmp_path: Path
) -> None:
    found, new = named_run(), tmp_path / "new"
    outcome = run("train", "--replay", str(found.path), "--out", str(new), "--json")
    assert outcome.status == 0
    assert [change.values for change in read_run(new).changes] == [
        change.values for change in found.changes
    ]
    losses = [[each["validation_loss"] for each in epochs_in(path)] for path in (new, found.path)]
    assert losses[0] == pytest.approx(losses[1], rel=0.01)


@pytest.mark.parametrize("name", ACCURACIES)
def test_models_answer_as_they_did(before: Path, mnist: Dataset, name: str) -> None:
    model = load_model(before / f"{name}.safetensors")
    accuracy = evaluate(model.network, mnist.test).accuracy
    assert accuracy == pytest.approx(ACCURACIES[name], abs=5e-4)
    assert model.calibration is not None
    assert model.own_digits == (10 if name == "fine-tuned" else 0)
    if name != "model":
        assert model.test_accuracy == ACCURACIES[name]


def test_hyperparameters_of_a_model_are_taken_over(before: Path) -> None:
    settings = load_model(before / "compact.safetensors").hyperparameters
    distortions = (
        settings.erasing,
        settings.regional_forms,
        settings.scribbles,
        settings.fade_epochs,
    )
    assert distortions == (0.1, 0.1, 0.05, 1)


def test_a_stroke_file_is_read(before: Path) -> None:
    (item,) = read_strokes(before / "strokes.jsonl")
    assert [len(stroke.points) for stroke in item.drawing.strokes] == [3, 2]
    assert np.allclose(item.drawing.strokes[0].points[0], (0.4218, 0.1517), atol=1e-4)
    assert all(stroke.times is not None for stroke in item.drawing.strokes)


@pytest.mark.usefixtures("before")
def test_my_digits_are_read_and_kept(home: Path) -> None:
    former = DigitStore().read()
    assert [digit.label for digit in former.digits] == [0, 1, 3, 4, 7] * 2
    assert former.unreadable == 0
    DigitStore().add(4, former.digits[3].drawing)
    assert [digit.id for digit in DigitStore().read().digits][:10] == [d.id for d in former.digits]


@pytest.mark.usefixtures("before")
def test_the_bundled_model_reads_my_digits(run: Callable[..., CommandResult], home: Path) -> None:
    outcome = run("strokes", str(home / "data" / "my_digits.jsonl"), "--json")
    assert (outcome.objects[0]["drawings"], outcome.objects[0]["accuracy"]) == (10, 1.0)


def test_results_of_before_are_not_measured_again(
    run: Callable[..., CommandResult], before: Path
) -> None:
    folder = before / "results"
    kept = contents(folder)
    presets = ["report-3000", "too-fast"]
    outcome = run("results", *presets, "--seeds", "1", "--out", str(folder), "--json")
    assert [each["test_accuracy"] for each in outcome.objects] == [0.889, 0.1009]
    assert contents(folder) == kept


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("tiny", [("complete", 0.155), ("complete", 0.0895), ("complete", 0.0882)]),
        ("tiny-grid", [("complete", 3.264), ("complete", 3.0564), ("failed", None)]),
    ],
)
def test_the_trials_of_a_search_are_shown_and_not_made_again(
    run: Callable[..., CommandResult],
    before: Path,
    name: str,
    found: list[tuple[str, float | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(before / "search")
    storage = ["--storage", f"sqlite:///{name}.db"] if name == "tiny" else []
    for is_first in (True, False):
        outcome = run("search", f"{name}.toml", *storage, "--json")
        assert (outcome.status, outcome.err) == (0, "")
        begin, *trials, end = outcome.objects
        # The journal is copied once.
        assert ("was imported" in begin.get("notice", "")) == (is_first and not storage)
        shown = [(each["state"], each["value"] and round(each["value"], 4)) for each in trials]
        assert shown == found
        assert end["best"]["number"] == {"tiny": 0, "tiny-grid": 1}[name]
    assert len(Library().listings()) == 8
