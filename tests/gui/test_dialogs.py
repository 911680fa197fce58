"""In every dialog Enter does what it is for, and Escape asks before something is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QListView,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QToolButton,
    QToolTip,
    QWidget,
)

from core.foundation.errors import DataError
from gui.common.dialogs import ask_question
from gui.common.error_reporter import show_error
from gui.common.timers import Timer
from gui.drawing.drawing_io import DrawingIO
from gui.runs.report_dialog import ReportDialog
from gui.saved_file_notice import SavedFileNotice

from .person import Person, will_choose
from .run_library_fixture import Library, Visitor

SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.4, 0.8)]


def press(widget: QWidget, key: Qt.Key) -> None:
    """A key where the focus of the window of a widget is."""
    window = widget.window()
    QTest.keyClick(window.focusWidget() or window, key)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def visible(person: Person, name: str) -> list[QDialog]:
    return [each for each in person.window.findChildren(QDialog, name) if each.isVisible()]


@pytest.fixture
def report(library: Library, visitor: Visitor) -> QDialog:
    library.add("one")
    visitor.open(1).select("one")
    visitor.act("report")
    return visitor.person.find(QDialog, "reportDialog")


def test_enter_in_the_report_dialog_asks_for_the_file(report: QDialog, person: Person) -> None:
    title = report.findChild(QLineEdit, "reportTitle")
    assert title is not None
    QTest.keyClicks(title, "My digits")
    press(report, Qt.Key.Key_Return)
    (dialog,) = visible(person, "reportFileDialog")
    assert report.isVisible()
    assert title.text() == "My digits"
    press(dialog, Qt.Key.Key_Escape)
    assert report.isVisible()


def test_escape_asks_before_a_title_is_lost(report: QDialog, person: Person) -> None:
    title = report.findChild(QLineEdit, "reportTitle")
    assert title is not None
    QTest.keyClicks(title, "My digits")
    press(report, Qt.Key.Key_Escape)
    (question,) = visible(person, "discardQuestion")
    assert isinstance(question, QMessageBox)
    assert question.text() == "Discard the title?"
    press(question, Qt.Key.Key_Return)  # Enter keeps what cannot be brought back
    assert report.isVisible()
    assert title.text() == "My digits"
    report.close()
    (question,) = visible(person, "discardQuestion")
    discard = next(b for b in question.findChildren(QPushButton) if b.text() == "Discard")
    QTest.mouseClick(discard, Qt.MouseButton.LeftButton)
    assert visible(person, "reportDialog") == []


def test_escape_closes_a_report_dialog_in_which_nothing_was_typed(
    report: QDialog, person: Person
) -> None:
    press(report, Qt.Key.Key_Escape)
    assert visible(person, "discardQuestion") == []
    assert visible(person, "reportDialog") == []


def test_the_report_dialog_keeps_what_was_typed_for_another_run(
    library: Library, visitor: Visitor, person: Person
) -> None:
    library.add("one")
    library.add("two")
    visitor.open(2).select("one")
    visitor.act("report")
    (first,) = visible(person, "reportDialog")
    QTest.keyClicks(person.find(QLineEdit, "reportTitle"), "My digits")
    visitor.select("two")
    visitor.act("report")
    assert visible(person, "reportDialog") == [first]
    assert person.find(QLineEdit, "reportTitle").text() == "My digits"


def test_the_title_of_a_report_is_still_there_for_the_next_one(
    report: QDialog,
    person: Person,
    visitor: Visitor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    QTest.keyClicks(person.find(QLineEdit, "reportTitle"), "My digits")
    will_choose(monkeypatch, tmp_path / "report.md")
    person.click("writeReportButton")
    person.wait(lambda: not visible(person, "reportDialog"))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    visitor.act("report")
    (again,) = visible(person, "reportDialog")
    assert again is not report
    assert person.find(QLineEdit, "reportTitle").text() == "My digits"
    press(again, Qt.Key.Key_Escape)  # nothing is lost
    assert visible(person, "discardQuestion") == []


def test_a_report_that_is_being_written_shows_progress(report: QDialog, person: Person) -> None:
    assert isinstance(report, ReportDialog)
    bar, button = person.find(QProgressBar, "reportProgress"), "writeReportButton"
    assert not bar.isVisible()
    report.set_writing(True)
    assert bar.isVisible()
    assert not person.enabled(button)
    report.set_writing(False)
    assert not bar.isVisible()
    assert person.enabled(button)


def test_the_report_gets_the_date_of_its_run(report: QDialog, person: Person) -> None:
    press(report, Qt.Key.Key_Return)
    dialog = person.find(QFileDialog, "reportFileDialog")
    (path,) = dialog.selectedFiles()
    assert Path(path).name.startswith("report-20")
    assert path.endswith(".pdf")
    dialog.selectNameFilter("HTML page (*.html)")
    dialog.filterSelected.emit("HTML page (*.html)")
    assert dialog.selectedFiles()[0].endswith(".html")
    dialog.reject()


def test_a_dialog_begins_in_its_last_folder_after_a_restart(
    open_window: object, qtbot: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(open_window)
    first = open_window()
    with monkeypatch.context() as patch:
        will_choose(patch, tmp_path / "one.png")
        first.pad.put(drawing())
        first.findChild(DrawingIO).ask_to_save()
    assert (tmp_path / "one.png").is_file()
    assert first.close()
    second = open_window()
    second.pad.put(drawing())
    second.findChild(DrawingIO).ask_to_save()
    dialog = second.findChild(QFileDialog, "saveDrawingDialog")
    assert Path(dialog.directory().path()) == tmp_path
    dialog.reject()


def test_a_folder_that_is_gone_is_not_used(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    person.draw(SEVEN)
    with monkeypatch.context() as patch:
        will_choose(patch, gone / "one.png")
        person.choose_action("Save drawing as…")
    (gone / "one.png").unlink()
    gone.rmdir()
    person.choose_action("Save drawing as…")
    dialog = person.find(QFileDialog, "saveDrawingDialog")
    assert Path(dialog.directory().path()).is_dir()
    dialog.reject()


def test_a_saved_file_can_be_opened_and_shown_in_its_folder(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    path = tmp_path / "one.png"
    notice = person.find(QWidget, "savedFileNotice")
    assert not notice.isVisible()
    person.draw(SEVEN)
    will_choose(monkeypatch, path)
    person.choose_action("Save drawing as…")
    assert notice.isVisible()
    assert person.text("savedFileText") == f"Saved to {path}"
    person.click("openSavedFileButton")
    person.click("showSavedFileButton")
    assert opened == [path, tmp_path]
    person.click("closeSavedFileButton")
    assert not notice.isVisible()


def test_the_notice_of_a_saved_file_goes_unless_it_is_in_use(
    person: Person, tmp_path: Path
) -> None:
    notice = person.find(SavedFileNotice, "savedFileNotice")
    (timer,) = notice.findChildren(Timer)
    timer.setInterval(10)
    person.window.activateWindow()
    notice.show_saved("Saved to", tmp_path / "one.png")
    person.find(QToolButton, "openSavedFileButton").setFocus()
    rang: list[bool] = []
    timer.timeout.connect(lambda: rang.append(True))
    person.wait(lambda: len(rang) > 1)
    assert notice.isVisible()
    person.window.pad.setFocus()
    person.wait(lambda: not notice.isVisible())
    assert not timer.isActive()


@pytest.mark.parametrize("gone", [True, False])
def test_a_saved_file_that_cannot_be_opened_is_told(
    person: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: object,
    *,
    gone: bool,
) -> None:
    assert callable(expect_log)
    expect_log("does not exist any more" if gone else "has no program that opens")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    path = tmp_path / "one.png"
    person.draw(SEVEN)
    will_choose(monkeypatch, path)
    person.choose_action("Save drawing as…")
    if gone:
        path.unlink()
    person.click("openSavedFileButton")
    (box,) = person.dialogs("errorDialog")
    assert str(path) in box.text()


def test_enter_quits_and_escape_keeps_training(person: Person) -> None:
    person.begin()
    person.wait(lambda: person.session.active)
    person.window.close()
    (question,) = person.dialogs("closeQuestion")
    press(question, Qt.Key.Key_Escape)
    assert person.dialogs("closeQuestion") == []
    assert person.window.isVisible()
    assert person.session.active
    person.window.close()
    (question,) = person.dialogs("closeQuestion")
    assert question.defaultButton().text() == "Quit"
    press(question, Qt.Key.Key_Escape)


@pytest.mark.parametrize("declines", [True, False])
def test_a_question_is_answered_by_keys(person: Person, *, declines: bool) -> None:
    answers: list[str] = []
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        question = ask_question(
            person.window,
            "question",
            "Really?",
            yes="Yes",
            do=lambda: answers.append("yes"),
            enter_declines=declines,
        )
        press(question, key)
    assert answers == ([] if declines else ["yes"])


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_an_error_is_closed_by_enter_and_escape(
    person: Person, key: Qt.Key, expect_log: object
) -> None:
    assert callable(expect_log)
    expect_log("It failed")
    box = show_error(person.window, DataError("It failed.", "the cause"))
    press(box, key)
    assert person.dialogs("errorDialog") == []


def drawing_files(person: Person) -> DrawingIO:
    found = person.window.findChild(DrawingIO)
    assert found is not None
    return found


def test_enter_puts_one_drawing_of_a_file_on_the_pad_once(person: Person, tmp_path: Path) -> None:
    line = '{"strokes": [[[0.2, 0.2], [0.8, 0.8]]]}\n'
    (tmp_path / "two.jsonl").write_text(line * 2)
    drawing_files(person)._loader.read(tmp_path / "two.jsonl")
    person.wait(lambda: bool(visible(person, "drawingChooser")))
    (chooser,) = visible(person, "drawingChooser")
    chosen = person.find(QListView, "drawingList")
    chosen.setFocus()
    press(chooser, Qt.Key.Key_Return)
    assert person.window.pad.history.count() == 1
    press(chooser, Qt.Key.Key_Escape)
    assert visible(person, "drawingChooser") == []


def test_enter_shows_the_test_image_of_a_number(person: Person) -> None:
    person.train()
    person.choose_action("Test image by number…")
    number = person.find(QSpinBox, "testImageNumber")
    QTest.keyClicks(number, "12345")
    press(number, Qt.Key.Key_Return)
    assert QToolTip.text() == "At most 9,999"
    QToolTip.hideText()
    QTest.keyClicks(number, "7")
    press(number, Qt.Key.Key_Return)
    assert person.text("padCaption").startswith("Test image 7: labeled ")
    assert person.find(QWidget, "padCaption").isVisible()
    person.choose_action("Clear pad")
    assert not person.find(QWidget, "padCaption").isVisible()
    person.choose_action("Undo")
    assert person.find(QWidget, "padCaption").isVisible()


def drawing() -> object:
    import numpy as np

    from core.drawing.strokes import Drawing, Stroke

    return Drawing((Stroke.through(np.array(SEVEN)),))


@pytest.mark.parametrize("error", [PermissionError(13, "no"), OSError(36, "File name too long")])
def test_a_dialog_whose_folder_can_no_longer_be_examined_opens_elsewhere(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    closed = tmp_path / "closed"
    person.window._settings.set_folder("openModelDialog", closed)
    is_dir = Path.is_dir

    def examine(path: Path) -> bool:
        if path == closed:
            raise error
        return is_dir(path)

    monkeypatch.setattr(Path, "is_dir", examine)
    person.choose_action("Open model…")
    (dialog,) = visible(person, "openModelDialog")
    assert person.dialogs("errorDialog") == []
    dialog.reject()


def test_a_file_dialog_stays_open_where_the_folder_of_a_new_file_does_not_exist(
    person: Person, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("does not exist")
    person.choose_action("Export preset…")
    (dialog,) = visible(person, "exportPresetDialog")
    assert isinstance(dialog, QFileDialog)
    assert all(button.icon().isNull() for button in dialog.findChildren(QPushButton))
    missing = tmp_path / "missing"
    dialog.selectFile(str(missing / "mine.toml"))
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(str(missing / "mine.toml"))
    press(dialog, Qt.Key.Key_Return)
    (box,) = [each for each in dialog.findChildren(QMessageBox) if each.isVisible()]
    assert box.text() == f"The folder {missing} does not exist."
    press(box, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert line.text() == str(missing / "mine.toml")
    missing.mkdir()
    press(dialog, Qt.Key.Key_Return)
    person.wait((missing / "mine.toml").is_file)
    assert not visible(person, "exportPresetDialog")
