"""Names and texts that are no text: bytes that are no UTF-8, halves of characters."""

import json
import math
import os
import sys
from pathlib import Path

import pytest

from core.cli.output import print_json
from core.foundation.files import replace_lone_surrogates
from core.foundation.json_file import read_object, write_object
from core.runs.annotations import Annotations
from core.runs.library import Library

from .conftest import Run
from .program import short

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
ODD = os.fsdecode(b"\xff")
SPACE = """
preset = "report-3000"
trials = 1
[settings]
epochs = 1
training_images = 200
[space]
l2 = { choose = [1, 2] }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / f"folder{ODD}"
    made.mkdir()
    return made


@pytest.fixture
def odd_run(run: Run, folder: Path) -> Path:
    path = folder / f"run{ODD}"
    assert run("train", *short(epochs=1), "--out", str(path)).status == 0
    Library().annotate(path, name=f"name{ODD}", note="\ud800", tags=("\udfff", "tag"))
    return path


def test_every_command_takes_names_that_are_no_text(run: Run, odd_run: Path, folder: Path) -> None:
    (folder / f"space{ODD}.toml").write_text(SPACE)
    space, again = str(folder / f"space{ODD}.toml"), str(folder / f"again{ODD}")
    model = str(folder / f"{ODD}.npz")
    database, plot = str(folder / f"a{ODD}.db"), str(folder / f"a{ODD}.svg")
    for arguments in (
        ["runs", str(folder)],
        ["compare", str(odd_run), str(odd_run)],
        *(["report", str(odd_run), "-o", str(folder / f"{ODD}.{e}")] for e in ("html", "md")),
        *(
            ["export", str(odd_run), "-o", str(folder / f"{ODD}.{ending}")]
            for ending in ("csv", "jsonl", "png", "npz", "py", "safetensors", "onnx", "tfevents")
        ),
        ["evaluate", model],
        ["train", "--replay", str(odd_run), "--out", again],
        ["search", space, "--storage", f"sqlite:///{database}", "--plot", plot],
        ["search", space],
    ):
        outcome = run(*arguments, "--json")
        assert (outcome.status, "Traceback" in outcome.err) == (0, False), arguments
        assert all(outcome.objects)
    for arguments in (["runs", str(folder)], ["compare", str(odd_run)], ["evaluate", model]):
        outcome = run(*arguments)
        assert (outcome.status, outcome.err) == (0, "")


def test_a_report_finds_its_pictures_whatever_it_is_called(
    run: Run, odd_run: Path, folder: Path
) -> None:
    assert run("report", str(odd_run), "-o", str(folder / f"{ODD}.md")).status == 0
    text = (folder / f"{ODD}.md").read_text("utf-8")
    assert "(%FF_files/" in text
    assert (folder / f"{ODD}_files").is_dir()


def test_halves_of_characters_are_written_as_no_character(run: Run, odd_run: Path) -> None:
    told = read_object(odd_run / "label.json")
    assert told == {"name": "name�", "note": "�", "starred": False, "tags": ["�", "tag"]}
    (listed,) = run("runs", str(odd_run.parent), "--json").objects
    assert (listed["name"], listed["note"], listed["tags"]) == ("name�", "�", ["�", "tag"])


def test_those_in_a_file_of_somebody_else_go_no_further(tmp_path: Path) -> None:
    path = tmp_path / "label.json"
    path.write_text(json.dumps({"name": "\udcff", "note": "\ud83d\ude00", "tags": ["\ud800"]}))
    assert Annotations.from_dict(read_object(path)) == Annotations("�", "😀", False, ("�",))
    write_object(path, {"\udc00": ["\udc00"]})
    assert read_object(path) == {"�": ["�"]}


@pytest.mark.parametrize("text", ["", "plain", "日本 😀", "\0\x1b\u2028\ufeff"])
def test_a_text_that_is_one_stays_as_it_is(text: str) -> None:
    assert replace_lone_surrogates(text) == text


@pytest.mark.parametrize("home", ["~nosuch-user", "~nosuch-user/ink"])
def test_a_home_that_nobody_has_is_said(
    run: Run, home: str, monkeypatch: pytest.MonkeyPatch, trained: Path
) -> None:
    monkeypatch.setenv("INKLING_HOME", home)
    for arguments in (["runs"], ["train", *short()], ["resume", "x"], ["search", "learning-rate"]):
        outcome = run(*arguments)
        assert (outcome.status, outcome.out) == (2, "")
        assert outcome.err.startswith(f"error: INKLING_HOME is “{home}”: that is no folder.")
    assert run("compare", str(trained)).status == 0  # needs none


def test_a_home_that_is_a_file_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "file"))
    for arguments in (["runs"], ["train", *short()], ["resume", "x"], ["search", "learning-rate"]):
        outcome = run(*arguments)
        assert (outcome.status, outcome.out) == (2, "")
        assert str(tmp_path / "file") in outcome.err
        assert "Traceback" not in outcome.err


def test_a_relative_home_is_where_one_is(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INKLING_HOME", "home")
    told = run("train", *short(epochs=1), "--json").objects[-1]
    assert Path(told["model"]).is_relative_to(tmp_path / "home" / "data" / "runs")


def test_json_has_null_for_what_is_no_finite_number_however_deep(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_json({"a": math.nan, "b": {"c": [math.inf, 1.5, (2, -math.inf)]}, "d": "é"})
    assert json.loads(capsys.readouterr().out) == {
        "a": None,
        "b": {"c": [None, 1.5, [2, None]]},
        "d": "é",
    }
