"""`report`: what it writes, and what it refuses."""

import shutil
from pathlib import Path

import pytest

from core.cli import report
from tests.fonts import let_only_be

from .conftest import Run


def test_a_report_is_written_in_the_format_of_its_suffix(
    run: Run, trained: Path, tmp_path: Path
) -> None:
    target = tmp_path / "r.pdf"
    typed = ("--title", "Ours", "--author", "Ada", "--author", "Bob")
    outcome = run("report", str(trained), "-o", str(target), *typed, "--json")
    assert outcome.status == 0
    names = {"report": str(target), "run": str(trained), "files": [str(target)]}
    assert outcome.objects == [{**names, "problem": ""}]
    assert target.read_bytes().startswith(b"%PDF")


def test_wrong_input_is_refused_with_a_sentence(run: Run, trained: Path, tmp_path: Path) -> None:
    for arguments in (
        (str(trained), "-o", str(tmp_path / "r.docx")),
        (str(tmp_path / "none"), "-o", str(tmp_path / "r.html")),
        (str(trained), "-o", str(tmp_path / "none" / "r.html")),
    ):
        outcome = run("report", *arguments)
        assert outcome.status == 2
        assert outcome.err.startswith("error: ")


def test_the_warning_about_a_damaged_run_comes_before_the_work(
    run: Run, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(trained, damaged)
    (damaged / "test.json").write_text("damaged")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(report, "write_report", interrupted)
    outcome = run("report", str(damaged), "-o", str(tmp_path / "r.html"))
    assert outcome.status == 130
    assert outcome.err.startswith(f"warning: Part of {damaged} cannot be read")


def test_a_name_without_a_font_is_refused_as_pdf_and_taken_as_html(
    run: Run, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_only_be(monkeypatch)
    outcome = run("report", str(trained), "-o", str(tmp_path / "r.pdf"), "--author", "数字")
    assert outcome.status == 2
    assert outcome.err.startswith("error: No font on this computer has “数” and “字”")
    assert not (tmp_path / "r.pdf").exists()
    page = tmp_path / "r.html"
    assert run("report", str(trained), "-o", str(page), "--author", "数字").status == 0
    assert "数字" in page.read_text("utf-8")
