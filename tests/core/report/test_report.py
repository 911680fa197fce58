"""The report as HTML, PDF and Markdown."""

import base64
import json
import re
import shutil
from dataclasses import replace
from itertools import product
from pathlib import Path

import html5lib
import numpy as np
import pytest
from pypdf import PdfReader

from core.datasets.dataset import Dataset
from core.errors import ExportError, RunError
from core.hyperparameters import FIELDS, Hyperparameters
from core.network.activations import ACTIVATIONS
from core.network.losses import LOSSES
from core.report.content import content_of
from core.report.derivations import derivations_for
from core.report.document import pdf_of
from core.report.interval import wilson
from core.report.misread import most_confused
from core.report.pages import html_of
from core.report.pictures import figure_of
from core.report.reproducing import command_of
from core.report.structure import layers_of
from core.report.writing import write_report
from core.runs.run import Run, read_run
from core.training.events import LiveChange

from ..cli.conftest import Run as Program
from ..cli.program import SHORT, status_of

HOSTILE = '<script>alert(1)</script> #eval("1") $x$ *_`[a](b) & \\ \u202e {{ 7*7 }}'


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "run"
    settings = [*SHORT, "--set", "epochs=6"]
    assert status_of("train", *settings, "--out", str(path), "--json") == 0
    return path


@pytest.fixture(scope="session")
def told(folder: Path) -> Run:
    return read_run(folder)


def written(run: Run, mnist: Dataset, path: Path, **typed: object) -> str:
    write_report(run, mnist, path, **typed)  # type: ignore[arg-type]
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return path.read_text("utf-8")


@pytest.mark.parametrize("suffix", [".html", ".md", ".pdf"])
def test_a_report_tells_the_numbers_of_its_run(
    told: Run, mnist: Dataset, tmp_path: Path, suffix: str
) -> None:
    text = written(told, mnist, tmp_path / f"report{suffix}", authors=["Ada", "Émile"])
    assert told.test is not None
    low, high = wilson(round(10_000 * told.test.accuracy), 10_000)
    for number in (
        f"{100 * told.test.accuracy:.2f} %",
        f"{100 * low:.2f} % to {100 * high:.2f} %",
        f"{told.test.loss:.4f}",
        f"{told.epochs[-1].train_loss:.4f}",
        "784-8-10",
        "6,370",
        "Ada",
        "Émile",
    ):
        assert number in " ".join(text.split()), number


@pytest.mark.parametrize("title", ["", HOSTILE])
def test_the_page_is_valid_and_self_contained(
    told: Run, mnist: Dataset, tmp_path: Path, title: str
) -> None:
    page = written(told, mnist, tmp_path / "r.html", title=title, authors=[title])
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!data:|#)", page)
    ids = re.findall(r"\bid=\"([^\"]+)", page)
    assert len(ids) == len(set(ids))
    assert page.count("<svg") == 2
    assert page.count("<math") >= 5


def test_what_a_person_typed_is_set_as_it_is(told: Run, mnist: Dataset, tmp_path: Path) -> None:
    text = written(told, mnist, tmp_path / "r.pdf", title=HOSTILE, authors=[HOSTILE])
    assert "<script>alert(1)</script>" in text
    assert "7*7" in text  # right to left, as the title's last sign asks
    heading = written(told, mnist, tmp_path / "r.md", title=HOSTILE).splitlines()[0]
    assert "\\<script\\>" in heading
    assert "\\$x\\$" in heading


def test_markdown_shows_pictures_that_are_there(told: Run, mnist: Dataset, tmp_path: Path) -> None:
    text = written(told, mnist, tmp_path / "my report.md")
    shown = re.findall(r"!\[[^]]*\]\(([^)]+)\)", text)
    assert len(shown) > 5
    for name in shown:
        assert (tmp_path / name.replace("%20", " ")).is_file()


@pytest.mark.parametrize(("loss", "activation"), list(product(LOSSES, ACTIVATIONS)))
def test_every_loss_and_activation_has_its_derivation(
    told: Run, mnist: Dataset, loss: str, activation: str
) -> None:
    settings = Hyperparameters(loss=loss, activation=activation, label_smoothing=0.1)
    derivations = derivations_for(settings)
    assert len(derivations) == 3
    content = replace(content_of(told, mnist, "", []), derivations=derivations)
    html5lib.HTMLParser(strict=True).parse(html_of(content, b"<svg/>", b"<svg/>"))


def test_all_derivations_can_be_set(told: Run, mnist: Dataset) -> None:
    every = [
        each
        for loss, activation in zip([*LOSSES, *LOSSES, *LOSSES], ACTIVATIONS, strict=False)
        for each in derivations_for(Hyperparameters(loss=loss, activation=activation))
    ]
    content = replace(content_of(told, mnist, "", []), derivations=every)
    figure = figure_of(told, "loss")
    assert pdf_of(content, figure, figure).startswith(b"%PDF")


def test_live_changes_are_told_with_their_epoch(told: Run, mnist: Dataset, tmp_path: Path) -> None:
    change = LiveChange(600, {"learning_rate": 0.5})
    changed = replace(told, records=(*told.records, change))
    text = written(changed, mnist, tmp_path / "r.md")
    assert "| 1.50 | Learning rate η → 0.5 |" in text
    assert "--replay" in text


def test_the_command_says_only_what_differs_from_a_preset(told: Run) -> None:
    command = command_of(told)
    assert command.startswith("python main.py train --preset ")
    assert "epochs=6" in command
    assert command.count("--set") <= 5
    plain = replace(told, settings=Hyperparameters())
    assert command_of(plain) == "python main.py train --preset report"


def test_an_interval_is_where_its_ends_would_just_be_doubted() -> None:
    for right, images in ((9438, 10_000), (1, 10), (0, 5), (10, 10)):
        share = right / images
        for end in wilson(right, images):
            assert (share - end) ** 2 == pytest.approx(
                1.959964**2 * end * (1 - end) / images, abs=1e-12
            )


def test_parameters_are_counted(told: Run) -> None:
    rows = layers_of(Hyperparameters(hidden_layers=(30, 20)))
    assert [row.parameters for row in rows] == ["23,550", "620", "210", "24,380"]
    assert [row.units for row in rows] == ["784 → 30", "30 → 20", "20 → 10", "784-30-20-10"]


def test_the_most_frequent_confusions_come_first() -> None:
    confusion = np.diag([5] * 10)
    confusion[4, 9], confusion[3, 5], confusion[7, 1] = 8, 2, 3
    assert most_confused(confusion) == [(4, 9, 8), (7, 1, 3), (3, 5, 2)]


def test_a_run_without_a_test_is_tested_by_its_model(
    folder: Path, mnist: Dataset, tmp_path: Path
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    accuracy = json.loads((copy / "test.json").read_text())["accuracy"]
    (copy / "test.json").unlink()
    text = written(read_run(copy), mnist, tmp_path / "r.md")
    assert f"**{100 * accuracy:.2f} %**" in text
    (copy / "model.safetensors").unlink()
    assert "not tested" in written(read_run(copy), mnist, tmp_path / "r.md")


def test_an_empty_run_is_refused(told: Run, mnist: Dataset, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no epoch"):
        write_report(replace(told, records=()), mnist, tmp_path / "r.html")


@pytest.mark.parametrize("name", ["r.doc", "r", "none/r.html", "none/r.pdf", "none/r.md"])
def test_what_cannot_be_written_is_told(
    told: Run, mnist: Dataset, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ExportError):
        write_report(told, mnist, tmp_path / name)
    assert list(tmp_path.glob("r*")) == []


def test_the_command_writes_it(run: Program, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    typed = ["--title", "T1", "--author", "A1", "--author", "B1"]
    outcome = run("report", str(folder), "-o", str(path), *typed, "--json")
    assert outcome.objects == [{"file": str(path), "run": str(folder)}]
    page = path.read_text()
    assert "T1" in page
    assert "A1, B1" in page
    assert run("report", str(folder), "-o", str(tmp_path / "r.doc")).status == 2
    assert run("report", "nothing", "-o", str(path)).status == 2


def test_misread_images_are_shown_as_pictures(told: Run, mnist: Dataset, tmp_path: Path) -> None:
    page = written(told, mnist, tmp_path / "r.html")
    pictures = re.findall(r"data:image/png;base64,([^\"]+)", page)
    assert len(pictures) == 24
    assert all(base64.b64decode(each).startswith(b"\x89PNG") for each in pictures)


def test_every_hyperparameter_can_be_shown() -> None:
    from core.report.settings_table import shown

    for name in FIELDS:
        assert shown(name, getattr(Hyperparameters(), name))
