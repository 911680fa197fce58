"""The report of a run, in its three formats."""

import json
import os
import re
import shlex
import sys
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import html5lib
import numpy as np
import pytest
from pypdf import PdfReader

from core.datasets.dataset import Dataset
from core.foundation.errors import OutputError, RunError
from core.foundation.paths import resources
from core.hyperparameters.schema import Hyperparameters
from core.nn.losses import LOSSES
from core.report.derivations import derivation_blocks, used_activations
from core.report.document import (
    Code,
    Document,
    Formula,
    Heading,
    Matrix,
    Paragraph,
    Table,
    number_blocks,
)
from core.report.gradient_check_section import verdict
from core.report.html import to_html
from core.report.markdown import to_markdown
from core.report.pdf import to_pdf
from core.report.write import build_report, write_report
from core.runs.layout import METADATA, MODEL, RESULT
from core.runs.run import read_run
from core.training.events import LiveChange, Status, TrainingEnd
from core.training.gradient_check import GradientCheck

from .conftest import MakeRun
from .histories import FALLING, history

HOSTILE = (
    "<script>alert(1)</script>",
    '"]; #panic("typst") $x^2$ #eval("1") \\ @a <b>',
    "`*_[x](y)_*` | # {{ 1 }} {% raw %}",
    "a\x00\x1b\nb\udcff é",
)


def words(document: Document) -> str:
    """All running text."""
    return "\n".join(
        str(part)
        for block in document.blocks
        if isinstance(block, Paragraph)
        for part in (block.lead, *block.segments)
    )


def cells(document: Document) -> list[tuple[str, ...]]:
    return [row for block in document.blocks if isinstance(block, Table) for row in block.rows]


def pdf_text(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return re.sub(r"\s+", " ", " ".join(pages))


def check_html(content: bytes) -> None:
    """Raises html5lib's ParseError where it is no valid HTML5."""
    html5lib.HTMLParser(strict=True).parse(content)
    ids = re.findall(rb'\bid="([^"]+)"', content)
    assert len(ids) == len(set(ids))


def test_html_is_valid_and_needs_nothing_from_elsewhere(make_run: MakeRun, mnist: Dataset) -> None:
    content = to_html(build_report(read_run(make_run()), mnist, "A title", ["Ada", "Bob"]))
    check_html(content)
    assert b"<h1>A title</h1>" in content
    assert b"Ada, Bob" in content
    assert b"<math" in content
    assert content.count(b"<svg") == 2
    assert not re.search(rb'(src|href)="(?!data:|#)', content)


def test_the_pdf_has_text_to_select_and_page_numbers(make_run: MakeRun, mnist: Dataset) -> None:
    content = to_pdf(build_report(read_run(make_run()), mnist, "A title", ["Ada", "Bob"]))
    paragraph = pdf_text(content)
    for expected in ("A title", "Ada, Bob", "Confusion matrix", "E. B. Wilson", "1 / ", "Training"):
        assert expected in paragraph
    assert PdfReader(BytesIO(content)).metadata.title == "A title"  # type: ignore[union-attr]


def test_markdown_names_the_pictures_beside_it(
    make_run: MakeRun, mnist: Dataset, tmp_path: Path
) -> None:
    target = tmp_path / "my report.md"
    files = write_report(read_run(make_run()), target, mnist)
    text = target.read_text("utf-8")
    named = re.findall(r"\]\((\S+)\)", text)
    assert "my%20report_files/loss.svg" in named
    assert len(named) == len(files) - 1
    assert all(file.is_file() for file in files)
    assert text.count("$$") % 2 == 0


@pytest.mark.parametrize("title", HOSTILE)
def test_what_people_type_is_never_code(title: str, make_run: MakeRun, mnist: Dataset) -> None:
    document = build_report(read_run(make_run()), mnist, title, [title])
    html = to_html(document)
    check_html(html)
    assert b"<script" not in html
    shown = pdf_text(to_pdf(document)).replace(" ", "")
    assert document.title.replace(" ", "")[:20] in shown
    assert "\n\n" in to_markdown(document, "files").decode()


@pytest.mark.parametrize("written", HOSTILE)
def test_what_the_files_of_a_run_say_is_never_code(
    written: str, make_run: MakeRun, mnist: Dataset
) -> None:
    path = make_run(end=TrainingEnd(Status.STOPPED, 20, 1.0, ""))
    for name, values in (
        (RESULT, {"reason": written}),
        (METADATA, {"environment": {"blas": written}}),
    ):
        told = json.loads((path / name).read_text("utf-8")) | values
        (path / name).write_text(json.dumps(told), "utf-8")
    document = build_report(read_run(path), mnist)
    html = to_html(document)
    check_html(html)
    assert b"<script" not in html
    assert pdf_text(to_pdf(document))
    assert "\n# " not in to_markdown(document, "files").decode().split("\n", 1)[1]


@pytest.mark.skipif(
    (sys.platform, sys.getfilesystemencoding()) != ("linux", "utf-8"),
    reason="every name is text there",
)
def test_a_folder_whose_name_is_no_text_can_be_reported(make_run: MakeRun, mnist: Dataset) -> None:
    change = LiveChange(5000, {"learning_rate": 0.25})
    path = make_run(history(FALLING[:5], FALLING[:5], change).records)
    odd = path.rename(os.fsdecode(os.fsencode(path) + b"\xff\x07"))
    document = build_report(read_run(odd), mnist)
    check_html(to_html(document))
    assert pdf_text(to_pdf(document))
    assert b"\\udcff" in to_markdown(document, "files")


@pytest.mark.parametrize(
    "settings",
    [{}, {"activation": "relu", "loss": "softmax_cross_entropy", "label_smoothing": 0.05}],
)
def test_figures_of_the_pdf_stand_in_their_sections_and_no_page_is_half_empty(
    make_run: MakeRun, mnist: Dataset, settings: dict[str, object]
) -> None:
    document = build_report(read_run(make_run(**settings)), mnist)
    text = pdf_text(to_pdf(document))
    number = next(n for n in range(5, 10) if f"{n} Course of the training" in text)
    parts = (
        *(f"{number} Course of the training", "Fig. 1:", "Fig. 2:"),
        f"{number + 1} What the figures show",
        *(f"{number + 2} Accuracy on the test set", "Confusion matrix", "Fig. 3:"),
        f"{number + 3} Numerical check of the gradients",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert min(lowest_of(to_pdf(document))[:-1]) > 0.75


def test_the_same_run_gives_the_same_pdf(make_run: MakeRun, mnist: Dataset) -> None:
    document = build_report(read_run(make_run()), mnist)
    assert to_pdf(document) == to_pdf(document)


def test_kinks_that_mislead_the_central_difference_are_counted_and_named() -> None:
    analytic = np.ones(10)
    numerical = np.append(np.ones(9), 0.5)
    check = GradientCheck("layer 1 biases", [(n,) for n in range(10)], analytic, numerical)
    settings = Hyperparameters(activation="relu")
    assert "10 derivatives, 9 agree" in verdict([check], settings)
    assert "have a kink" in verdict([check], settings)
    assert "kink" not in verdict([check], Hyperparameters())
    same = replace(check, numerical=analytic)
    assert "the gradients agree" in verdict([same], settings)


@pytest.mark.parametrize(
    ("activation", "loss", "layers"),
    [
        ("sigmoid", "sigmoid_cross_entropy", (20,)),
        ("tanh, relu, leaky_relu, elu", "sigmoid_quadratic", (4, 4, 4, 4)),
        ("gelu, silu, linear", "softmax_cross_entropy", (4, 4, 4)),
        ("relu", "softmax_cross_entropy", ()),
        ("relu", "sigmoid_quadratic", ()),
    ],
)
def test_every_formula_can_be_set_in_every_format(
    activation: str, loss: str, layers: tuple[int, ...], make_run: MakeRun, mnist: Dataset
) -> None:
    path = make_run(
        activation=activation,
        loss=loss,
        hidden_layers=layers,
        model=False,
        label_smoothing=0.1,
        l2=0.1,
        gradient="mean" if layers else "sum",
    )
    document = build_report(read_run(path), mnist)
    html = to_html(document)
    check_html(html)
    assert b"\\" not in b"".join(re.findall(rb"<math.*?</math>", html))
    assert pdf_text(to_pdf(document))


def test_the_derivations_are_in_plain_english() -> None:
    """In the American spelling of the form, and without “lacks to”, “is made of” and the like."""
    text = (resources() / "report" / "derivations.toml").read_text("utf-8")
    stiff = ("isation", "lacks to", "of its own", "made of", "asked of", "Put into", "brought to")
    assert [words for words in stiff if words in text] == []


def test_the_derivations_are_those_of_the_functions_that_were_used(make_run: MakeRun) -> None:
    settings = read_run(
        make_run(activation="relu, gelu", loss="softmax_cross_entropy", hidden_layers=(5, 5))
    ).settings
    assert used_activations(settings) == ["relu", "gelu"]
    results = [b.math.latex for b in derivation_blocks(settings) if isinstance(b, Formula)]
    assert any("0.044715" in each for each in results)
    assert not any("varepsilon" in each for each in results)


@pytest.mark.parametrize("gradient", ["sum", "mean"])
def test_the_step_is_that_of_the_training(gradient: str) -> None:
    settings = Hyperparameters(gradient=gradient, l2=0.1)
    steps = [b.math.latex for b in derivation_blocks(settings) if isinstance(b, Formula)]
    assert (r"\frac{\eta}{B}" in " ".join(steps)) == (gradient == "mean")
    assert r"\lambda" in steps[-1]
    adam = derivation_blocks(Hyperparameters(optimizer="adam"))
    assert not any(r"\eta" in b.math.latex for b in adam if isinstance(b, Formula))


@pytest.mark.parametrize("loss", LOSSES)
def test_no_section_is_empty(loss: str) -> None:
    for hidden in ((), (8,)):
        blocks = list(derivation_blocks(Hyperparameters(hidden_layers=hidden, loss=loss)))
        for block, following in pairwise(blocks):
            assert not (isinstance(block, Heading) and isinstance(following, Heading))


def test_parameters_and_hyperparameters(make_run: MakeRun, mnist: Dataset) -> None:
    document = build_report(read_run(make_run()), mnist)
    assert ("Total", "", "", "", "", "15,910") in cells(document)
    table = next(b for b in document.blocks if isinstance(b, Table) and "Hyper" in b.caption)
    marked = {table.rows[n][1:] for n in table.marked}
    assert ("Training images", "5,000 images", "50,000 images") in marked
    assert ("Learning rate η", "0.003", "0.0005") in marked
    assert len(marked) == 3


def test_live_changes_are_listed_and_replayed(make_run: MakeRun, mnist: Dataset) -> None:
    change = LiveChange(5000, {"learning_rate": 0.25})
    path = make_run(history(FALLING, FALLING, change).records)
    document = build_report(read_run(path), mnist)
    assert ("2", "5,000", "Learning rate η", "0.25") in cells(document)
    code = next(block.text for block in document.blocks if isinstance(block, Code))
    assert code.startswith(f"python main.py train --replay {shlex.quote(str(path))}")


def test_the_command_sets_only_what_differs(make_run: MakeRun, mnist: Dataset) -> None:
    document = build_report(read_run(make_run(activation="tanh")), mnist)
    code = next(block.text for block in document.blocks if isinstance(block, Code))
    assert "--set activation=tanh" in code
    assert "--set hidden_layers" not in code


def test_a_run_without_a_test_result_is_tested_by_its_model(
    make_run: MakeRun, mnist: Dataset
) -> None:
    told = words(build_report(read_run(make_run(tested=False)), mnist))
    assert "test images are classified correctly" in told
    assert "measured for this report" in told


def test_an_interrupted_run_says_what_is_missing(make_run: MakeRun, mnist: Dataset) -> None:
    document = build_report(read_run(make_run(tested=False, model=False, end=None)), mnist)
    assert "was interrupted" in words(document)
    assert "neither a test result nor a model" in words(document)
    check_html(to_html(document))
    assert pdf_text(to_pdf(document))


def test_a_model_that_cannot_be_read_is_told(make_run: MakeRun, mnist: Dataset) -> None:
    path = make_run(tested=False)
    (path / MODEL).write_bytes(b"no model")
    assert "could not be tested" in words(build_report(read_run(path), mnist))


def test_a_diverged_run_can_be_reported(make_run: MakeRun, mnist: Dataset) -> None:
    end = TrainingEnd(Status.DIVERGED, 2, 1.0, "The loss is no longer a number in epoch 3.")
    path = make_run(history([2.0, 9.0], [2.0, 9.0]).records, end=end)
    assert "no longer a number" in words(build_report(read_run(path), mnist))


def test_a_run_without_an_epoch_is_refused(
    make_run: MakeRun, mnist: Dataset, tmp_path: Path
) -> None:
    with pytest.raises(RunError, match="no completed epoch"):
        write_report(read_run(make_run([])), tmp_path / "report.html", mnist)
    assert not (tmp_path / "report.html").exists()


def test_an_unknown_suffix_and_an_unwritable_target_are_refused(
    make_run: MakeRun, mnist: Dataset, tmp_path: Path
) -> None:
    path = make_run()
    with pytest.raises(RunError, match="suffix"):
        write_report(read_run(path), tmp_path / "report.docx", mnist)
    for suffix in ("html", "md"):
        with pytest.raises(OutputError, match="cannot be written"):
            write_report(read_run(path), tmp_path / "none" / f"report.{suffix}", mnist)


def test_a_large_network_is_checked_on_fewer_parameters(make_run: MakeRun, mnist: Dataset) -> None:
    document = build_report(read_run(make_run(hidden_layers=(800, 300), model=False)), mnist)
    checked = next(b for b in document.blocks if isinstance(b, Table) and "Relative" in b.caption)
    assert 0 < int(checked.rows[0][1]) < 200


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def lowest_of(content: bytes) -> list[float]:
    """How far down the text of each page reaches, from 0 for its top to 1, without its number."""
    lowest = []
    for page in PdfReader(BytesIO(content)).pages:
        heights: list[float] = []

        def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            if text.strip():
                heights.append(y)  # noqa: B023 - it is called within this turn

        page.extract_text(visitor_text=visit)
        top = float(page.mediabox.height)
        numbers = min(heights)
        lowest.append(1 - min((y for y in heights if y > numbers + 15), default=top) / top)
    return lowest


@pytest.mark.parametrize("changes", [0, 3, 60])
def test_no_page_is_half_empty_and_no_table_is_without_its_caption(
    make_run: MakeRun, mnist: Dataset, changes: int
) -> None:
    records = history(FALLING[:20], FALLING[:20]).records
    made = [LiveChange(5000 + 100 * n, {"learning_rate": n / 1000}) for n in range(1, changes + 1)]
    content = to_pdf(build_report(read_run(make_run([*records[:1], *made, *records[1:]])), mnist))
    assert all(reached > 0.6 for reached in lowest_of(content)[:-1])
    for page in pages_of(content):
        tables = len(
            re.findall(
                r"(?m)^\s*(?:Layer Act|Group Hyper|In epoch After|Array Deriv|Analytic Num)", page
            )
        )
        assert tables <= len(re.findall(r"Table \d+:", page))


def test_only_values_that_differ_are_bold(make_run: MakeRun, mnist: Dataset) -> None:
    document = build_report(read_run(make_run(epochs=7)), mnist)
    table = next(b for b in document.blocks if isinstance(b, Table) and "defaults" in b.caption)
    row = next(n for n, cells in enumerate(table.rows) if cells[1] == "Epochs")
    assert [table.is_bold(row, column) for column in range(4)] == [False, False, True, False]
    html, markdown = to_html(document).decode(), to_markdown(document, "x").decode()
    assert '<td class="marked">7</td>' in html
    assert "| Epochs | **7** | 100 |" in markdown


def test_the_tables_of_the_pdf_are_in_their_order_and_in_their_sections(
    make_run: MakeRun, mnist: Dataset
) -> None:
    path = make_run(dropout=0.5, l2=1.0, schedule="cosine", shift=1.0)
    document = build_report(read_run(path), mnist)
    text = pdf_text(to_pdf(document))
    expected = []
    for block, number in number_blocks(document):
        if isinstance(block, Heading) and block.level == 1:
            expected.append(f"{number} {block.text}")
        elif isinstance(block, Table | Matrix) and number:
            expected.append(number)
    places = [text.index(each) for each in expected]
    assert places == sorted(places)
