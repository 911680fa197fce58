"""Characters without a font are found before a PDF is written."""

from pathlib import Path

import pytest

from core.datasets.dataset import Dataset
from core.foundation.errors import FontError
from core.plots.rendering import font_error
from core.report.html import to_html
from core.report.pdf import available_fonts, find_unsupported, to_pdf
from core.report.write import build_report, write_report
from core.runs.run import read_run
from tests.fonts import let_only_be, make_font

from .conftest import MakeRun

CHINESE = "数字"


@pytest.fixture
def few_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those only that come with what the program needs."""
    let_only_be(monkeypatch)


def test_a_report_needs_no_font_of_the_machine(
    make_run: MakeRun, mnist: Dataset, few_fonts: None
) -> None:
    assert to_pdf(
        build_report(read_run(make_run()), mnist, "Ungleichmäßig, naïve, Ελληνικά, Пушкин")
    )


@pytest.mark.parametrize(("title", "authors"), [(CHINESE, []), ("", ["Ada", CHINESE])])
def test_a_name_without_a_font_is_refused_with_what_to_do(
    title: str,
    authors: list[str],
    make_run: MakeRun,
    mnist: Dataset,
    tmp_path: Path,
    few_fonts: None,
) -> None:
    run, target = make_run(), tmp_path / "report.pdf"
    with pytest.raises(FontError) as refused:
        write_report(read_run(run), target, mnist, title, authors)
    for part in ("“数” and “字”", "fonts-noto-cjk", "google-noto-sans-cjk-fonts", "HTML"):
        assert part in str(refused.value)
    assert not target.exists()
    assert CHINESE.encode() in to_html(build_report(read_run(run), mnist, title, authors))


def test_a_font_that_has_them_is_used(
    make_run: MakeRun, mnist: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = build_report(read_run(make_run()), mnist, CHINESE)
    let_only_be(monkeypatch, make_font(tmp_path / "half", "数"))
    with pytest.raises(FontError, match="has “字”:"):
        to_pdf(document)
    let_only_be(monkeypatch, make_font(tmp_path / "both", CHINESE))
    assert to_pdf(document)


def test_a_letter_and_the_accent_upon_it_need_one_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accent = "\u1ac7"  # of Unicode 14: none of the program's own fonts has it
    let_only_be(monkeypatch, make_font(tmp_path / "accent", accent))
    assert find_unsupported([f"plain a{accent}b", "a"], available_fonts(tmp_path)) == [
        f"a{accent}b"
    ]


def test_signs_without_a_shape_need_no_font(few_fonts: None, tmp_path: Path) -> None:
    assert (
        find_unsupported(
            ["a\u200db", "\u2060", "\ufe0f", "\u00ad", "", " \u3000"], available_fonts(tmp_path)
        )
        == []
    )


def test_only_the_first_of_many_are_named(few_fonts: None, tmp_path: Path) -> None:
    many = "".join(map(chr, range(0x4E00, 0x5E00)))
    findings = find_unsupported([many], available_fonts(tmp_path))
    assert findings == list(many[: len(findings)])
    text = str(font_error(findings, "wait"))
    assert "“一”" in text
    assert "and others:" in text
    assert len(text) < 400


def test_packages_are_those_of_the_script() -> None:
    text = str(font_error(["한", "ก", "😀"], "wait"))
    for package in ("fonts-noto-cjk", "fonts-noto-core", "fonts-symbola"):
        assert package in text
    assert "fonts-noto-cjk" not in str(font_error(["ก"], "wait"))


def test_what_a_font_of_this_machine_has_can_be_set(
    make_run: MakeRun, mnist: Dataset, tmp_path: Path
) -> None:
    document = build_report(read_run(make_run()), mnist, CHINESE)
    if find_unsupported([CHINESE], available_fonts(tmp_path)):
        with pytest.raises(FontError):
            to_pdf(document)
    else:
        assert to_pdf(document)
