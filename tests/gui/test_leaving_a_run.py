"""A run leaves the window as a report, and as files for other programs."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QTabWidget

from core.datasets.mnist import load_mnist
from core.models.model_file import load_model
from core.report.write import write_report
from core.runs.run import read_run
from tests.fonts import let_only_be

from .person import Person, will_choose
from .run_library_fixture import Visitor

Choose = Callable[..., None]


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """What the system's dialog will say."""

    return partial(will_choose, monkeypatch)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files that were shown to the person."""
    urls: list[str] = []

    def show(url: QUrl) -> bool:
        urls.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", show)
    return urls


def select_the_run(person: Person) -> None:
    """Train one, and choose it in the tab “Runs”."""
    person.train()
    person.choose_action("Show runs")
    assert person.find(QTabWidget, "centre").currentIndex() == 1
    visitor = Visitor(person).open(rows=1)
    visitor.click(visitor.texts("name")[0])


def ask_for_report(person: Person) -> QDialog:
    select_the_run(person)
    Visitor(person).act("report")
    return person.find(QDialog, "reportDialog")


def wait_for_report(person: Person, path: Path) -> None:
    person.wait(lambda: person.text("savedFileText") == f"Report saved to {path}")
    # The notice beside it says it.
    assert not person.text("statusMessage").startswith(("Writing", "The report"))


def test_a_report_is_written_and_shown(
    person: Person, choose: Choose, opened: list[str], tmp_path: Path
) -> None:
    ask_for_report(person)
    QTest.keyClicks(person.find(QLineEdit, "reportTitle"), "My lab")
    QTest.keyClicks(person.find(QLineEdit, "reportAuthors"), "Ada, Grace")
    path = tmp_path / "lab.html"
    choose(path)
    person.click("writeReportButton")
    wait_for_report(person, path)
    page = path.read_text()
    assert "My lab</h1>" in page
    assert "Ada, Grace" in page
    assert opened == []
    person.click("openSavedFileButton")
    assert opened == [str(path)]


def test_the_authors_are_remembered(person: Person, choose: Choose, tmp_path: Path) -> None:
    dialog = ask_for_report(person)
    QTest.keyClicks(person.find(QLineEdit, "reportAuthors"), "Ada")
    choose(tmp_path / "first", "Markdown (*.md)")
    person.click("writeReportButton")
    wait_for_report(person, tmp_path / "first.md")
    person.wait(lambda: person.window.findChild(QDialog, "reportDialog") is not dialog)
    Visitor(person).act("report")
    assert person.find(QLineEdit, "reportAuthors").text() == "Ada"


def write_report_here(_: str, run: str, option: str, path: str, *texts: str) -> dict[str, object]:
    """In this process, whose fonts a test can choose."""
    title, *authors = (text.partition("=")[2] for text in texts)
    write_report(read_run(Path(run)), Path(path), load_mnist(), title, authors)
    return {}


def test_characters_without_a_font_are_said_in_the_dialog_which_stays(
    person: Person,
    choose: Choose,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_only_be(monkeypatch)
    monkeypatch.setattr("gui.runs.run_exports.run_json", write_report_here)
    dialog = ask_for_report(person)
    person.find(QLineEdit, "reportAuthors").insert("数字, Ada")
    choose(tmp_path / "r.pdf")
    person.click("writeReportButton")
    assert not person.enabled("writeReportButton")
    problem = person.find(QLabel, "reportProblem")
    person.wait(problem.isVisible)
    assert "“数” and “字”" in problem.text()
    assert "fonts-noto-cjk" in problem.text()
    assert not (tmp_path / "r.pdf").exists()
    assert person.find(QLineEdit, "reportAuthors").text() == "数字, Ada"
    choose(tmp_path / "r.html")
    person.click("writeReportButton")
    wait_for_report(person, tmp_path / "r.html")
    person.wait(lambda: person.window.findChild(QDialog, "reportDialog") is not dialog)
    assert person.dialogs("errorDialog") == []


def test_a_dialog_opened_meanwhile_is_not_closed_with_the_first_report(
    person: Person, choose: Choose, tmp_path: Path
) -> None:
    ask_for_report(person)
    choose(tmp_path / "r.html")
    person.click("writeReportButton")
    Visitor(person).act("report")
    wait_for_report(person, tmp_path / "r.html")
    person.wait_for_threads()
    dialogs = person.window.findChildren(QDialog, "reportDialog")
    assert [dialog.isVisible() for dialog in dialogs] == [True]


def test_return_writes_the_report(person: Person, choose: Choose, tmp_path: Path) -> None:
    dialog = ask_for_report(person)
    choose(tmp_path / "r.html")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    wait_for_report(person, tmp_path / "r.html")


def test_no_file_no_report(person: Person, choose: Choose, opened: list[str]) -> None:
    dialog = ask_for_report(person)
    choose(None)
    person.click("writeReportButton")
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    person.wait_for_threads()
    assert opened == []


def test_a_report_that_cannot_be_written_is_told(
    person: Person,
    choose: Choose,
    opened: list[str],
    tmp_path: Path,
    expect_log: Callable[[str], None],
) -> None:
    expect_log("cannot be written")
    ask_for_report(person)
    choose(tmp_path / "none" / "r.html")
    person.click("writeReportButton")
    person.wait(lambda: len(person.dialogs("errorDialog")) == 1)
    assert "cannot be written" in person.dialogs("errorDialog")[0].text()
    assert opened == []


def test_a_run_that_is_gone_meanwhile_is_told_without_words_of_the_command_line(
    person: Person, choose: Choose, tmp_path: Path, home: Path
) -> None:
    ask_for_report(person)
    (run,) = (home / "data" / "runs").iterdir()
    run.rename(tmp_path / "elsewhere")
    choose(tmp_path / "r.html")
    person.click("writeReportButton")
    problem = person.find(QLabel, "reportProblem")
    person.wait(problem.isVisible)
    assert problem.text() == f"The run is no longer in {run}: it was deleted or moved."


@pytest.mark.parametrize("name", ["run.csv", "run.svg", "run.npz", "run.safetensors"])
def test_a_run_is_exported(person: Person, choose: Choose, tmp_path: Path, name: str) -> None:
    select_the_run(person)
    choose(tmp_path / name)
    Visitor(person).act("exportRun")
    person.wait(lambda: person.text("savedFileText") == f"Exported to {tmp_path / name}")
    assert (tmp_path / name).stat().st_size > 0
    if name.endswith("safetensors"):
        assert load_model(tmp_path / name).epoch == 2


def test_the_buttons_need_a_run(person: Person) -> None:
    person.choose_action("Show runs")
    person.wait_for_threads()
    assert not Visitor(person).action("report").isEnabled()
