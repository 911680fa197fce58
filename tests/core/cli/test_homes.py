"""Where the user's folder cannot be had each command says so, or does without it."""

from pathlib import Path

import pytest
from PIL import Image

from .conftest import Run
from .program import SHORT

LONG = "long" * 100
HOMES = ["/dev/null/x", LONG, "/".join([LONG[:200]] * 30), "file/home"]


@pytest.fixture(params=HOMES, ids=lambda name: name[:12])
def no_home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "file").write_text("a file")
    home = str(tmp_path / request.param)
    monkeypatch.setenv("INKLING_HOME", home)
    return home


def test_a_training_that_cannot_be_written_is_refused_before_it_begins(
    run: Run, no_home: str
) -> None:
    outcome = run("train", *SHORT)
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith(f"error: The folder {no_home}")
    assert "cannot be written" in outcome.err


def test_images_are_read_by_the_model_that_travels_with_the_program(
    run: Run, no_home: str, tmp_path: Path
) -> None:
    Image.new("L", (28, 28), 255).save(tmp_path / "x.png")
    outcome = run("predict", str(tmp_path / "x.png"))
    assert "Traceback" not in outcome.err
    assert outcome.err == "" or outcome.err.startswith("error: ")


@pytest.mark.parametrize("command", ["runs", "resume", "compare"])
def test_runs_that_cannot_be_listed_are_told(run: Run, no_home: str, command: str) -> None:
    outcome = run(command, *([] if command == "runs" else ["a", "b"][: 1 + (command == "compare")]))
    assert outcome.status == 2
    assert "cannot be listed" in outcome.err


def test_a_folder_with_a_name_that_is_too_long_is_refused(run: Run, tmp_path: Path) -> None:
    outcome = run("train", *SHORT, "--out", str(tmp_path / LONG))
    assert outcome.status == 2
    assert "cannot be written" in outcome.err
