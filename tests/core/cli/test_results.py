"""`results`: every preset's figures, and none measured twice."""

import json
from pathlib import Path

import pytest

from core.cli import results
from core.foundation.errors import RunError
from core.hyperparameters.preset_file import Preset
from core.hyperparameters.schema import Hyperparameters

from .conftest import Run

TINY = Preset(
    "tiny",
    "A tiny one",
    "For tests.",
    "99 % (someone)",
    Hyperparameters(hidden_layers=(5,), training_images=100, epochs=2),
)


@pytest.fixture(autouse=True)
def only_a_tiny_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "presets", lambda: {"tiny": TINY})
    monkeypatch.setattr(results, "preset", lambda name: TINY)


def test_a_row_has_mean_and_range_over_the_seeds(run: Run, tmp_path: Path) -> None:
    outcome = run("results", "--seeds", "2", "--out", str(tmp_path / "new" / "results"))
    assert outcome.status == 0
    *_, row = outcome.out.splitlines()
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:3] == ["A tiny one (`tiny`)", "784-5-10", "2"]
    accuracies = [
        100 * json.loads(path.read_text())["test_accuracy"]
        for path in sorted((tmp_path / "new" / "results").iterdir())
    ]
    low, high = min(accuracies), max(accuracies)
    assert cells[3] == f"{sum(accuracies) / 2:.2f}% ({low:.2f}% to {high:.2f}%)"
    assert cells[5] == "99 % (someone)"


def test_json_is_an_object_a_training(run: Run, tmp_path: Path) -> None:
    outcome = run("results", "tiny", "--seeds", "2", "--json", "--out", str(tmp_path))
    assert [each["hyperparameters"]["seed"] for each in outcome.objects] == [0, 1]
    assert {each["status"] for each in outcome.objects} == {"completed"}


def test_what_was_measured_is_not_trained_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("results", "--seeds", "1", "--out", str(tmp_path)).out
    monkeypatch.setattr(results, "Training", None)
    assert run("results", "--seeds", "1", "--out", str(tmp_path)).out == first


def test_a_preset_that_has_changed_is_trained_again(run: Run, tmp_path: Path) -> None:
    run("results", "--seeds", "1", "--out", str(tmp_path))
    path = tmp_path / "tiny-0.json"
    known = json.loads(path.read_text())
    known["hyperparameters"]["epochs"] = 3
    path.write_text(json.dumps({**known, "test_accuracy": 1.0}))
    run("results", "--seeds", "1", "--out", str(tmp_path))
    assert json.loads(path.read_text())["test_accuracy"] < 1.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("test_accuracy", 2.0),
        ("test_accuracy", "0.9"),
        ("seconds", 10**400),
        ("seconds", -1),
        ("epochs", 1.5),
        ("status", "lost"),
        ("hyperparameters", {"epochs": 10**400}),
        ("hyperparameters", []),
        ("preset", None),
    ],
)
def test_a_result_with_what_no_training_comes_to_is_refused(
    tmp_path: Path, name: str, value: object
) -> None:
    known = {
        "preset": "tiny",
        "hyperparameters": {"epochs": 2},
        "status": "completed",
        "epochs": 2,
        "seconds": 1.5,
        "test_accuracy": 0.9,
    }
    path = tmp_path / "tiny-0.json"
    path.write_text(json.dumps(known))
    assert results.read_result(path) is not None
    path.write_text(json.dumps(known | {name: value}))
    with pytest.raises(RunError):
        results.read_result(path)


def test_a_file_that_is_no_result_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tiny-0.json").write_text("{}")
    outcome = run("results", "--seeds", "1", "--out", str(tmp_path))
    assert outcome.status == 2
    assert "tiny-0.json is not a result" in outcome.err


def test_a_foreign_file_is_said_before_anything_is_trained(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "Training", pytest.fail)
    (tmp_path / "tiny-2.json").write_text("theirs")
    outcome = run("results", "--seeds", "3", "--out", str(tmp_path))
    assert (outcome.status, outcome.out) == (2, "")
    assert "tiny-2.json cannot be read" in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == ["tiny-2.json"]
