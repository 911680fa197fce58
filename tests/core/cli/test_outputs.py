"""No output replaces a file of a run or an input, and what cannot be written is said before the
work begins."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cli import results, train
from core.drawing.strokes import drawing_from_points
from core.foundation.errors import OutputError
from core.foundation.paths import my_digits_file
from core.personalization.digit_store import DigitStore
from core.runs.layout import CHECKPOINTS, LOCK
from core.runs.output_guard import check_output

from .conftest import Run
from .program import SHORT

LAYOUT = [
    "run.json", "hyperparameters.json", "history.jsonl", "summary.json", "model.safetensors",
    "result.json", "test.json", "label.json", ".lock", "checkpoints/last.safetensors",
    "checkpoints/best.safetensors", "checkpoints/new.safetensors", "planned.json",
    "deleted.json", "history.damaged-1.jsonl",
]  # fmt: skip


@pytest.fixture
def copy(trained: Path, tmp_path: Path) -> Path:
    """A run that may come to harm."""
    return shutil.copytree(trained, tmp_path / "copy")


@pytest.fixture
def contents(copy: Path) -> Iterator[dict[Path, bytes]]:
    """Of all files of the run, which must be the same in the end."""

    def read() -> dict[Path, bytes]:
        files = (path for path in copy.rglob("*") if path.is_file() and path.name != LOCK)
        return {path: path.read_bytes() for path in files}

    before = read()
    yield before
    assert read() == before


@pytest.fixture
def no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused is refused before the data set is loaded."""
    for module in (train, results):
        monkeypatch.setattr(module, "load_mnist", pytest.fail)


def refused(run: Run, reason: str, *arguments: str) -> None:
    outcome = run(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("error: ")
    assert reason in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.usefixtures("contents")
@pytest.mark.parametrize("name", LAYOUT)
def test_an_export_never_replaces_a_file_of_a_run(run: Run, copy: Path, name: str) -> None:
    for form in ("csv", "jsonl", "npz", "png", "safetensors"):
        if Path(name).suffix in (".safetensors", ".jsonl") and not name.endswith(form):
            continue  # refused because the name says another format
        said = ["export", str(copy), "--format", form, "-o", str(copy / name)]
        refused(run, f"belongs to the run in {copy}", *said)


@pytest.mark.usefixtures("contents")
def test_however_a_file_of_a_run_is_named_it_is_not_replaced(
    run: Run, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(copy)
    (tmp_path / "link.jsonl").symlink_to(copy / "history.jsonl")
    os.link(copy / "history.jsonl", tmp_path / "hard.jsonl")
    for output in (
        "copy/history.jsonl",
        "copy/../copy/history.jsonl",
        "copy/checkpoints/../history.jsonl",
        "./link/history.jsonl",
        "link.jsonl",
        "copy/HISTORY.JSONL",
        str(copy / "history.jsonl"),
    ):
        refused(run, "belongs to the run in", "export", "copy", "-o", output)
    refused(run, "is an input", "export", "copy", "-o", "hard.jsonl")
    refused(run, "is an input", "export", "copy", "--format", "csv", "-o", "copy")


@pytest.mark.usefixtures("contents")
def test_a_run_that_has_lost_a_file_is_still_one(run: Run, copy: Path, trained: Path) -> None:
    (copy / "hyperparameters.json").rename(copy.parent / "away")
    said = ["export", str(trained), "-o", str(copy / "history.jsonl")]
    refused(run, "belongs to the run in", *said)
    (copy.parent / "away").rename(copy / "hyperparameters.json")


def test_other_files_may_lie_in_the_folder_of_a_run(run: Run, copy: Path) -> None:
    for _ in range(2):
        assert run("export", str(copy), "-o", str(copy / "curves.svg")).status == 0
    assert run("report", str(copy), "-o", str(copy / "report.md")).status == 0
    # And a folder is no run because of a file that is called like one of a run's.
    history = copy.parent / "elsewhere" / "history.jsonl"
    history.parent.mkdir()
    for _ in range(2):
        assert run("export", str(copy), "-o", str(history)).status == 0


def test_an_input_is_not_replaced(run: Run, trained: Path, tmp_path: Path) -> None:
    model = tmp_path / "model.safetensors"
    shutil.copy(trained / "model.safetensors", model)
    before = model.read_bytes()
    refused(run, "is an input", "export", str(model), "-o", str(model))
    (tmp_path / "other.safetensors").symlink_to(model)
    refused(run, "is an input", "export", str(model), "-o", f"{tmp_path}/other.safetensors")
    assert model.read_bytes() == before


@pytest.mark.usefixtures("contents", "no_training")
def test_no_command_writes_over_a_run(run: Run, copy: Path, tmp_path: Path) -> None:
    model, checkpoint = copy / "model.safetensors", copy / CHECKPOINTS / "last.safetensors"
    (tmp_path / "plot.svg").symlink_to(copy / "history.jsonl")
    space = tmp_path / "space.toml"
    space.write_text("trials = 1\n[space]\nl2 = { choose = [1] }")
    for arguments in (
        ["train", *SHORT, "--compact", str(model)],
        ["train", *SHORT, "--compact", str(checkpoint)],
        ["train", *SHORT, "--out", str(copy / CHECKPOINTS)],
        ["train", "--replay", str(copy), "--compact", str(model)],
        ["results", "report", "--out", str(copy / CHECKPOINTS / "results")],
        ["search", str(space), "--plot", str(tmp_path / "plot.svg")],
        ["search", str(space), "--storage", f"sqlite:///{copy / 'run.json'}"],
        ["search", str(space), "--storage", f"sqlite:///file:{copy / CHECKPOINTS}/a.db?uri=true"],
        ["search", str(space), "--storage", f"{copy / CHECKPOINTS}/a.journal"],
        ["resume", str(copy), "--from-epoch", "1", "--out", str(copy / CHECKPOINTS)],
    ):
        refused(run, "belongs to the run in", *arguments)
    new = tmp_path / "new"
    arguments = ["train", *SHORT, "--out", str(new), "--compact", f"{new}/model.safetensors"]
    refused(run, "belongs to the run in", *arguments)
    assert not new.exists()


def test_a_compact_model_may_lie_beside_the_model_of_its_own_run(run: Run, tmp_path: Path) -> None:
    new = tmp_path / "new"
    arguments = ["--out", str(new), "--compact", str(new / "compact.safetensors")]
    assert run("train", *SHORT, *arguments).status == 0
    assert (new / "compact.safetensors").stat().st_size < (new / "model.safetensors").stat().st_size


@pytest.mark.usefixtures("contents")
@pytest.mark.parametrize("target", ["link.html", "link.pdf", "link.md"])
def test_a_report_never_replaces_a_file_of_a_run(
    run: Run, copy: Path, tmp_path: Path, target: str
) -> None:
    (tmp_path / target).symlink_to(copy / "run.json")
    refused(run, "belongs to the run in", "report", str(copy), "-o", str(tmp_path / target))


@pytest.mark.usefixtures("contents")
def test_nor_do_its_pictures(run: Run, copy: Path, tmp_path: Path) -> None:
    assert run("report", str(copy), "-o", str(tmp_path / "a.md")).status == 0
    pictures = sorted((tmp_path / "a_files").iterdir())
    pictures[0].unlink()
    pictures[0].symlink_to(copy / "history.jsonl")
    refused(run, "belongs to the run in", "report", str(copy), "-o", str(tmp_path / "a.md"))


def test_the_digits_that_somebody_has_kept_are_not_replaced(run: Run, trained: Path) -> None:
    mine = DigitStore()
    mine.add(1, drawing_from_points([[(0.5, 0.2), (0.5, 0.8)]]))
    before = mine.path.read_bytes()
    with pytest.raises(OutputError, match="keeps for you"):
        mine.export(my_digits_file())
    said = "keeps for you"
    refused(run, said, "export", str(trained), "-o", str(my_digits_file()))
    assert mine.path.read_bytes() == before


LONG = "x" * 300


@pytest.mark.usefixtures("no_training")
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("train --compact {tmp}/a.npz", "--compact writes a .safetensors file"),
        ("train --compact {tmp}/a", "--compact writes a .safetensors file"),
        ("train --out {tmp}/a.safetensors --compact {tmp}/a.safetensors", "the folder of the run"),
        ("train --compact {tmp}/none/a.safetensors", "cannot be written"),
        ("train --compact {tmp}/folder.safetensors", "It is a folder"),
        ("train --compact {tmp}/file/a.safetensors", "cannot be written"),
        ("train --compact {tmp}/{long}.safetensors", "File name too long"),
        ("train --compact /dev/null/a.safetensors", "cannot be written"),
        ("train --out {tmp}/file", "cannot be written"),
        ("train --out {tmp}/{long}", "cannot be written"),
        ("train --out {tmp}/none/{long}/run", "File name too long"),
        ("results report --out {tmp}/file", "cannot be written"),
        ("results report --out {tmp}/file/results", "cannot be written"),
        ("search learning-rate --plot {tmp}/none/a.svg", "cannot be written"),
        ("search learning-rate --plot {tmp}/a.txt", "a plot ends in"),
        ("report {run} -o {tmp}/none/a.html", "cannot be written"),
        ("report {run} -o {tmp}/taken.md", "is no folder"),
        ("export {run} -o {tmp}/none/a.csv", "cannot be written"),
        ("export {run} -o {tmp}/{long}.csv", "File name too long"),
        ("export {run} -o {tmp}/fifo.csv", "no regular file"),
        ("export {run} -o {tmp}/file --format tensorboard", "cannot be written"),
        ("export {run} -o {tmp}/a.onnx --format csv", "ends like onnx; --format is csv"),
        ("export {run} -o {tmp}/a.csv --format jsonl", "ends like csv; --format is jsonl"),
    ],
)
def test_an_output_that_cannot_be_written_is_said_before_the_work(
    run: Run, trained: Path, tmp_path: Path, home: Path, line: str, reason: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "taken_files").touch()
    (tmp_path / "folder.safetensors").mkdir()
    os.mkfifo(tmp_path / "fifo.csv")
    before = set(tmp_path.rglob("*"))
    refused(run, reason, *line.format(tmp=tmp_path, run=trained, long=LONG).split())
    assert set(tmp_path.rglob("*")) == before
    assert not (home / "data").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do all")
def test_a_folder_without_rights_is_said_before_the_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            check_output(tmp_path / "a.csv")
    finally:
        tmp_path.chmod(0o700)


def test_a_file_system_that_takes_no_more_files_is_said_before_the_work(tmp_path: Path) -> None:
    if not Path("/proc/self").is_dir():
        pytest.skip("needs a file system that takes no files")
    with pytest.raises(OutputError, match="cannot be written"):
        check_output(Path("/proc/self/a.csv"))


@pytest.mark.parametrize("name", ["x", "checkpoints/x", "x/y", "../link/x"])
def test_no_run_is_made_inside_another_one(
    run: Run, copy: Path, contents: dict[Path, bytes], name: str, no_training: None
) -> None:
    (copy.parent / "link").symlink_to(copy)
    out = str(copy / name)
    refused(run, "the run in", "resume", str(copy), "--from-epoch", "1", "--out", out)
    refused(run, "the run in", "train", *SHORT, "--out", out)
    assert not (copy / name).exists()
