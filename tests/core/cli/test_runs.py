"""`resume`, `runs` and `compare`."""

import json
import shutil
from pathlib import Path

import pytest

from core.foundation.errors import RunError
from core.runs.library import Library
from core.runs.run import read_run

from .conftest import Run
from .program import SHORT, in_subprocess, short, start_process


@pytest.fixture
def run_folder(trained: Path, home: Path) -> Path:
    """A complete run in the library."""
    return shutil.copytree(trained, home / "data" / "runs" / "first")


def without_seconds(line: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in line.items() if "seconds" not in key}


def test_a_complete_run_goes_on_only_for_more_epochs(run: Run, run_folder: Path) -> None:
    refused = run("resume", str(run_folder))
    assert refused.status == 2
    assert refused.err.startswith("error: ")
    assert "--epochs" in refused.err
    outcome = run("resume", str(run_folder), "--epochs", "3", "--json")
    assert (outcome.status, outcome.err) == (0, "")
    assert [line.get("epoch") for line in outcome.objects] == [3, 4, 5, None]
    assert outcome.objects[-1]["epochs"] == 5
    assert outcome.objects[-1]["status"] == "completed"


def test_a_killed_training_is_resumed_by_its_name(run: Run, home: Path) -> None:
    settings = short(epochs=30)
    whole = in_subprocess("train", "--json", *settings).objects
    process = start_process("train", "--json", *settings)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate()
    name = next(e.path.name for e in Library().listings() if e.summary.end is None)
    resumed = run("resume", name, "--json").objects
    assert resumed[-1]["event"] == "end"
    for line, expected in zip(reversed(resumed[:-1]), reversed(whole[:-1]), strict=False):
        assert without_seconds(line) == without_seconds(expected)
    assert resumed[-1]["test_loss"] == whole[-1]["test_loss"]


def test_a_run_goes_back_to_an_epoch_as_a_new_run(
    run: Run, run_folder: Path, tmp_path: Path
) -> None:
    new, source = tmp_path / "back", str(run_folder)
    back = ["--from-epoch", "1", "--out", str(new)]
    outcome = run("resume", source, *back, "--epochs", "1", "--json")
    assert outcome.status == 0
    assert [end.epoch for end in read_run(new).epochs] == [1, 2, 3]
    assert [end.epoch for end in read_run(run_folder).epochs] == [1, 2]
    assert run("resume", source, "--from-epoch", "9").status == 2
    assert run("resume", source, "--out", str(tmp_path / "x")).status == 2


def test_a_damaged_run_goes_on_only_if_it_is_to_be_repaired(run: Run, run_folder: Path) -> None:
    path = run_folder / "history.jsonl"
    damaged = path.read_bytes().replace(b"event", b"evenT", 1)
    path.write_bytes(damaged)
    assert "completed !" in run("runs").out
    (told,) = run("runs", "--json").objects
    assert told["problem"] == "history.jsonl: line 1: 'event' is missing"
    refused = run("resume", str(run_folder), "--epochs", "1")
    assert (refused.status, refused.out) == (2, "")
    assert "is damaged" in refused.err
    assert "--repair" in refused.err
    assert "line 1" in refused.err
    assert path.read_bytes() == damaged
    assert run("resume", str(run_folder), "--repair", "--from-epoch", "2").status == 2
    outcome = run("resume", str(run_folder), "--epochs", "1", "--repair", "--json")
    assert outcome.status == 0
    assert [line.get("epoch") for line in outcome.objects] == [3, None]
    assert "history.damaged-1.jsonl" in outcome.err
    assert (run_folder / "history.damaged-1.jsonl").read_bytes() == damaged


def test_no_repair_is_suggested_where_none_is_possible(run: Run, run_folder: Path) -> None:
    (run_folder / "history.jsonl").write_bytes(b"damaged\n")
    shutil.rmtree(run_folder / "checkpoints")
    for repair in ([], ["--repair"]):
        outcome = run("resume", str(run_folder), "--epochs", "1", *repair)
        assert outcome.status == 2
        assert "no checkpoint to resume from" in outcome.err
        assert "--repair" not in outcome.err


def test_a_training_that_cannot_be_saved_tells_its_result_all_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Path:
        raise RunError("The run cannot be saved.", "no space")

    monkeypatch.setattr("core.runs.run_saver.RunSaver.save", fail)
    outcome = run("train", *SHORT, "--json", "--out", str(tmp_path / "run"))
    assert outcome.status == 2
    assert outcome.objects[-1]["status"] == "completed"
    assert outcome.objects[-1]["model"] == ""
    assert outcome.err == "error: The run cannot be saved.\n  no space\n"


def test_runs_lists_what_there_is(run: Run, run_folder: Path) -> None:
    Library().annotate(run_folder, name="My best", starred=True, tags=("lab",), note="why")
    (told,) = run("runs", "--json").objects
    assert told["run"] == str(run_folder)
    assert (told["name"], told["starred"]) == ("My best", True)
    assert (told["tags"], told["note"]) == (["lab"], "why")
    assert (told["state"], told["epochs"], told["epochs_planned"]) == ("completed", 2, 2)
    assert told["best"]["validation_loss"]["epoch"] in (1, 2)
    assert 0 < told["test_accuracy"] < 1
    assert told["images_per_second"] > 0
    assert "My best" in run("runs").out


def test_a_library_without_runs_says_so(run: Run) -> None:
    assert "no runs" in run("runs").out
    assert run("runs", "--json").out == ""


def test_a_damaged_run_is_listed_with_its_problem(run: Run, run_folder: Path) -> None:
    (run_folder / "summary.json").write_text("{")
    (run_folder / "label.json").write_bytes(b"\0")
    (run_folder.parent / "ruin").mkdir()
    (run_folder.parent / "ruin" / "hyperparameters.json").write_text("[]")
    problems = {Path(line["run"]).name: line["problem"] for line in run("runs", "--json").objects}
    assert "label.json" in problems["first"]
    assert "hyperparameters.json" in problems["ruin"]


def test_compare_tells_only_what_differs(run: Run, run_folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    run("train", *short(seed=5, epochs=1), "--out", str(other), "--json")
    first, second = run("compare", "first", str(other), "--json").objects
    assert first["settings"] == {"seed": 0, "epochs": 2}
    assert second["settings"] == {"seed": 5, "epochs": 1}
    assert (first["epochs"], second["epochs"]) == (2, 1)
    text = run("compare", "first", str(other)).out
    assert "seed" in text
    assert "learning_rate" not in text


def test_a_run_without_a_name_is_called_the_same_everywhere(run: Run, run_folder: Path) -> None:
    dated = [run_folder.parent / f"2026-11-2{day} 12.00.00.000000" for day in (5, 6)]
    for path in dated:
        shutil.copytree(run_folder, path)
    shutil.rmtree(run_folder)
    names = {line["name"] for line in run("runs", "--json").objects}
    compared = [line["name"] for line in run("compare", *map(str, dated), "--json").objects]
    title = read_run(dated[0]).title
    assert compared == [title, f"{title} (2)"]
    assert names == set(compared)
    folders, titles, *_ = run("compare", *map(str, dated)).out.splitlines()
    assert all(path.name in folders for path in dated)
    assert titles.count(title[:20]) == 2
    assert titles.endswith(f"{title[-3:]} (2)")


@pytest.mark.parametrize("command", ["resume", "compare"])
def test_what_is_no_run_is_wrong_input(run: Run, command: str, tmp_path: Path) -> None:
    for text in ("nothing", str(tmp_path), "..", "\0", "x" * 5000):
        outcome = run(command, text)
        assert outcome.status == 2
        assert outcome.err.startswith("error: ")


def test_a_diverged_run_says_how_to_go_on(run: Run, run_folder: Path) -> None:
    told = json.loads((run_folder / "result.json").read_text()) | {"status": "diverged"}
    (run_folder / "result.json").write_text(json.dumps(told))
    outcome = run("resume", str(run_folder))
    assert outcome.status == 2
    assert "--from-epoch" in outcome.err


def test_what_is_damaged_is_said_by_all_that_show_a_run(
    run: Run, run_folder: Path, tmp_path: Path
) -> None:
    path = run_folder / "history.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"train_loss": ', b'"train_loss": 1', 1))
    problem = "history.jsonl: it is not as it was written"
    for said in (
        ("compare", "first"),
        ("report", "first", "-o", str(tmp_path / "report.html")),
        ("export", "first", "-o", str(tmp_path / "history.csv")),
    ):
        outcome = run(*said)
        assert outcome.status == 0
        assert problem in outcome.err
    assert "completed !" in run("compare", "first").out
    assert run("compare", "first", "--json").objects[0]["problem"] == problem
    assert run("runs", "--json").objects[0]["problem"] == problem
    outcome = run("resume", "first", "--epochs", "1")
    assert outcome.status == 2
    assert "--repair" in outcome.err
