"""`landscape`."""

import json
from pathlib import Path

import pytest

from .conftest import Run

QUICK = ("--points", "5", "--images", "40")


@pytest.fixture
def walked(run: Run, tmp_path: Path) -> str:
    """A run that has kept the weights of its path."""
    folder = str(tmp_path / "walked")
    outcome = run(
        *("train", "--out", folder, "--set", "training_images=300", "--set", "epochs=3"),
        *("--set", "hidden_layers=6", "--set", "batch_size=10", "--set", "learning_rate=0.01"),
    )
    assert outcome.status == 0
    return folder


def test_it_prints_the_loss_the_axes_and_the_path(run: Run, walked: str) -> None:
    outcome = run("landscape", walked, *QUICK)
    assert (outcome.status, outcome.err) == (0, "")
    loss, axes, lowest, path = outcome.out.splitlines()
    assert "training loss" in loss
    assert "of 40 images" in loss
    assert axes.startswith("5 × 5 points; x: component 1 of the path (")
    assert lowest.startswith("lowest ")
    assert "moments, from (" in path
    assert path.endswith("to (0, 0)")


def test_json_has_the_grid_and_the_paths(run: Run, walked: str, tmp_path: Path) -> None:
    file = tmp_path / "grid.json"
    arguments = ("--sample", "validation", "--range", "2", "-o", str(file))
    (found,) = run("landscape", walked, walked, *QUICK, *arguments, "--json").objects
    assert (len(found["losses"]), len(found["losses"][0]), found["images"]) == (5, 5, 40)
    assert found["sample"] == "validation"
    assert len(found["paths"]) == 2
    assert found["paths"][0]["epochs"][-1] == 3
    assert found.pop("file") == str(file)
    assert json.loads(file.read_text("utf-8")) == found


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.PDF", b"%PDF")])
def test_it_writes_a_figure(run: Run, walked: str, tmp_path: Path, name: str, start: bytes) -> None:
    file = tmp_path / name
    outcome = run("landscape", walked, *QUICK, "-o", str(file))
    assert outcome.out.splitlines()[-1] == str(file)
    assert file.read_bytes().startswith(start)


def test_a_model_has_only_random_directions(run: Run, model: str) -> None:
    outcome = run("landscape", model, *QUICK)
    assert outcome.status == 2
    assert "has kept its weights for 0 moments" in outcome.err
    random = run("landscape", model, "--directions", "random", "--seed", "3", *QUICK)
    assert random.status == 0
    assert "x: random direction 1 (filter norms)" in random.out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("-o", "a.gif"), "“a.gif” does not end with .png, .svg, .pdf or .json."),
        (("--range", "nan"), "'nan' is not a number between 0.001 and 1,000"),
        (("--points", "1000"), "'1000' is not a whole number between 5 and 201"),
    ],
)
def test_wrong_options_are_refused(
    run: Run, model: str, arguments: tuple[str, ...], why: str
) -> None:
    outcome = run("landscape", model, *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert why in outcome.err


def test_the_run_itself_is_not_overwritten(run: Run, walked: str) -> None:
    outcome = run("landscape", walked, *QUICK, "-o", f"{walked}/hyperparameters.json")
    assert outcome.status == 2
    assert "hyperparameters.json" in outcome.err
