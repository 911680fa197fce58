"""“Label as …”, and the tab of the person's own digits."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QListView, QPushButton, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from core.drawing.picture import Box, Picture
from core.drawing.stroke_file import read_strokes
from core.drawing.strokes import Drawing, drawing_from_points
from core.models.bundled_model import load_bundled
from core.models.model_file import Model
from core.personalization.digit_store import DigitStore
from gui.common.enlargement import enlargement
from gui.common.fitting_label import FittingLabel
from gui.main_window import MainWindow
from gui.my_digits.empty_digits import StepsPicture

from .person import Person, settle

LINE = [(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)]
CONTROL = Qt.KeyboardModifier.ControlModifier
KEYS = dict(enumerate(range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)))


def press_digit(person: Person, digit: int) -> None:
    person.press(Qt.Key(KEYS[digit]))


def keep(person: Person, *digits: int) -> None:
    for digit in digits:
        person.draw([(0.3 + digit / 30, 0.2), (0.6, 0.5 + digit / 30)])
        press_digit(person, digit)


def kept() -> list[int]:
    """The labels in the file."""
    return [digit.label for digit in DigitStore().read().digits]


def open_tab(person: Person) -> QListView:
    """Open the tab and wait for what is in the file; its grid."""
    tabs = person.find(QTabWidget, "questions")
    titles = [tabs.tabText(number) for number in range(tabs.count())]
    tabs.setCurrentIndex(titles.index("My digits"))
    view = person.find(QListView, "myDigitsView")
    person.wait(lambda: view.model().rowCount() == len(kept()))
    return view


def shown(view: QListView) -> list[str]:
    model = view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def select(view: QListView, *rows: int) -> None:
    view.setFocus()
    for row in rows:
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, CONTROL, place)


def double_click(view: QListView, row: int) -> None:
    place = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def tip(person: Person, name: str) -> str:
    return person.find(QWidget, name).toolTip()


def test_a_key_keeps_the_drawing_and_clears_the_pad(person: Person) -> None:
    person.draw(LINE)
    press_digit(person, 4)
    assert kept() == [4]
    assert not person.window.pad.drawing
    person.wait(lambda: person.text("keptLabel") == "Saved as 4 · 1 digit")


def test_each_key_keeps_its_digit(person: Person) -> None:
    keep(person, *range(10))
    assert kept() == list(range(10))
    person.wait(lambda: person.text("keptLabel") == "Saved as 9 · 10 digits")
    keep(person, 8)
    assert person.text("keptLabel") == "Saved as 8 · 11 digits"


def test_the_menu_does_what_the_keys_do(person: Person) -> None:
    person.draw(LINE)
    menu = person.find(QPushButton, "thatWasButton").menu()
    next(action for action in menu.actions() if action.text() == "7").trigger()
    assert kept() == [7]


def test_an_empty_pad_cannot_be_kept(person: Person) -> None:
    assert not person.enabled("thatWasButton")
    assert tip(person, "thatWasButton") == "Draw a digit first."
    press_digit(person, 4)
    assert kept() == []
    person.draw(LINE)
    assert person.enabled("thatWasButton")


DOTS = {
    "click": [[(0.5, 0.5)]],
    "small movement": [[(0.5, 0.5), (0.51, 0.53)]],
    "two dots": [[(0.3, 0.5)], [(0.7, 0.5)]],
}


@pytest.mark.parametrize("dots", DOTS.values(), ids=DOTS)
def test_what_the_pad_does_not_read_cannot_be_kept(
    person: Person, dots: list[list[tuple[float, float]]], trained_model: Model
) -> None:
    person.session.use_model(trained_model)
    for dot in dots:
        person.draw(dot)
    press_digit(person, 1)  # before it was recognized
    assert kept() == []
    person.wait(lambda: "Too small for a digit" in person.text("predictionComment"))
    assert not person.enabled("thatWasButton")
    assert tip(person, "thatWasButton") == "Too small for a digit: draw larger."
    assert person.text("keptLabel") == "Nothing that can be a digit"
    press_digit(person, 1)
    assert kept() == []
    assert person.window.pad.drawing
    person.draw(LINE)
    person.wait(lambda: person.enabled("thatWasButton"))
    press_digit(person, 1)
    assert kept() == [1]


def test_a_dot_that_was_kept_can_be_corrected(person: Person) -> None:
    DigitStore().add(4, drawing_from_points([[(0.5, 0.5)]]))
    double_click(open_tab(person), 0)
    person.window.pad.setFocus()
    press_digit(person, 9)
    assert kept() == [9]


def test_an_image_on_the_pad_cannot_be_kept(person: Person) -> None:
    person.window.pad.put(Drawing(picture=Picture(np.full((9, 9), 200, np.uint8), Box(0, 0, 1, 1))))
    assert person.text("keptLabel") == "Only strokes can be saved"
    assert not person.enabled("thatWasButton")
    assert "only strokes can be saved" in tip(person, "thatWasButton")
    press_digit(person, 4)
    assert kept() == []


def test_beside_an_image_no_undo_takes_back_what_was_saved_before(person: Person) -> None:
    person.draw(LINE)
    press_digit(person, 4)
    undo = person.find(QPushButton, "undoKeepButton")
    assert undo.isVisible()
    assert undo.isEnabled()
    person.window.pad.put(Drawing(picture=Picture(np.full((9, 9), 200, np.uint8), Box(0, 0, 1, 1))))
    assert person.text("keptLabel") == "Only strokes can be saved"
    assert not undo.isVisible()
    person.click("clearPadButton")
    assert undo.isVisible()


def test_a_drawing_is_not_kept_while_the_pen_is_down(person: Person) -> None:
    person.draw(LINE)
    person.draw([(0.2, 0.2), (0.3, 0.3)], lift=False)
    press_digit(person, 4)
    assert kept() == []
    person.lift()
    press_digit(person, 4)
    assert kept() == [4]


def test_a_digit_typed_into_a_field_is_no_label(person: Person) -> None:
    person.draw(LINE)
    person.enter("epochs", "47")
    assert person.field("epochs") == "47"
    assert kept() == []


def test_undo_puts_the_drawing_back(person: Person) -> None:
    person.draw(LINE)
    drawing = person.window.pad.drawing
    press_digit(person, 4)
    person.click("undoKeepButton")
    assert kept() == []
    assert person.window.pad.drawing is drawing
    assert not person.enabled("undoKeepButton")


def test_undo_leaves_what_was_drawn_since(person: Person) -> None:
    person.draw(LINE)
    press_digit(person, 4)
    person.draw([(0.2, 0.2)])
    drawing = person.window.pad.drawing
    person.click("undoKeepButton")
    assert kept() == []
    assert person.window.pad.drawing is drawing


def test_a_second_label_for_the_same_drawing_corrects_the_first(person: Person) -> None:
    person.draw(LINE)
    press_digit(person, 4)
    person.click("undoButton")
    assert person.window.pad.drawing
    press_digit(person, 9)
    assert kept() == [9]
    assert person.text("keptLabel").startswith("Label changed to 9")
    person.click("undoKeepButton")
    assert kept() == [4]


def put_a_file_in_place_of_the_data_folder(home: Path) -> None:
    home.mkdir(exist_ok=True)
    shutil.rmtree(home / "data", ignore_errors=True)
    (home / "data").write_text("not a folder")


def test_a_drawing_that_cannot_be_kept_stays_on_the_pad(
    person: Person, home: Path, expect_log: Callable[[str], None]
) -> None:
    put_a_file_in_place_of_the_data_folder(home)
    person.draw(LINE)
    press_digit(person, 4)
    assert person.window.pad.drawing
    (box,) = person.dialogs("errorDialog")
    assert box.text().startswith("The digit cannot be saved in ")
    expect_log("cannot be saved")
    box.close()
    (home / "data").unlink()
    press_digit(person, 4)
    assert kept() == [4]


def test_the_same_failure_again_is_said_in_the_box_that_is_open(
    person: Person, home: Path, expect_log: Callable[[str], None]
) -> None:
    put_a_file_in_place_of_the_data_folder(home)
    person.draw(LINE)
    for digit in (4, 4, 9):
        person.window.pad.setFocus()
        press_digit(person, digit)
    (box,) = person.dialogs("errorDialog")
    expect_log("cannot be saved")
    box.close()
    press_digit(person, 4)
    assert len(person.dialogs("errorDialog")) == 1


def test_a_correction_that_fails_is_said_once_and_nothing_is_lost(
    person: Person, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    person.draw(LINE)
    press_digit(person, 4)
    person.click("undoButton")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    press_digit(person, 9)
    (box,) = person.dialogs("errorDialog")
    assert "cannot be changed" in box.text()
    expect_log("No space left")
    assert person.window.pad.drawing
    assert kept() == [4]


def test_a_deleted_digit_that_is_labelled_again_is_kept_anew(person: Person) -> None:
    person.draw(LINE)
    press_digit(person, 4)
    DigitStore().delete({DigitStore().read().digits[0].id})
    person.click("undoButton")
    press_digit(person, 4)
    assert kept() == [4]


def test_the_tab_shows_the_digits_newest_first_and_their_counts(person: Person) -> None:
    keep(person, 3, 3, 5)
    view = open_tab(person)
    assert shown(view) == ["5", "3", "3"]
    assert "3: 2, 4: 0, 5: 1" in person.find(QWidget, "myCounts").accessibleName()
    keep(person, 4)
    assert shown(view) == ["4", "5", "3", "3"]
    assert "4: 1" in person.find(QWidget, "myCounts").accessibleName()


def test_digits_kept_before_are_there_when_the_window_opens(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    for label in range(10):
        DigitStore().add(label, drawing_from_points([LINE, [(label, 0.1)]]))
    person = Person(open_window(), qtbot)
    assert len(shown(open_tab(person))) == 10
    keep(person, 1)
    assert person.text("keptLabel") == "Saved as 1 · 11 digits"


def test_each_digit_has_a_picture(person: Person) -> None:
    keep(person, 1, 7)
    DigitStore().add(0, drawing_from_points([[(0.5, 0.5)]]))  # a dot, which was once possible
    view = open_tab(person)
    image = view.grab().toImage()
    for row in range(3):
        place = view.visualRect(view.model().index(row, 0)).translated(1, 1)
        pixels = [
            image.pixelColor(x, y).lightness()
            for x in range(place.left() + 8, place.right() - 12)
            for y in range(place.top() + 8, place.bottom() - 12)
        ]
        assert min(pixels) < 100 < 200 < max(pixels)


def test_selected_digits_can_be_deleted_and_put_back(person: Person) -> None:
    keep(person, 1, 2, 3, 4)
    view = open_tab(person)
    assert not person.enabled("deleteDigitsButton")
    assert tip(person, "deleteDigitsButton") == "Select digits first."
    select(view, 1, 2)
    person.click("deleteDigitsButton")
    assert kept() == [1, 4]
    assert shown(view) == ["4", "1"]
    assert not person.enabled("deleteDigitsButton")
    assert person.text("keptLabel") == "Deleted 2 · 2 digits"
    assert tip(person, "undoKeepButton") == "Undo: delete 2 digits."
    assert [
        each.text()
        for each in person.window.findChildren(QPushButton)
        if each.isVisible() and "Undo" in each.text()
    ] == ["Undo"]
    person.click("undoKeepButton")
    assert not person.enabled("undoKeepButton")  # what was done before is for Edit > Undo
    assert person.text("keptLabel").startswith("or press a key")
    assert kept() == [1, 2, 3, 4]
    assert shown(view) == ["4", "3", "2", "1"]


def test_the_keys_delete_correct_and_undo_while_the_list_has_the_focus(person: Person) -> None:
    keep(person, 1, 2, 3)
    view = open_tab(person)
    person.draw(LINE)
    select(view, 0)
    QTest.keyClick(view, Qt.Key.Key_8)
    assert kept() == [1, 2, 8]
    assert person.window.pad.drawing  # the key was the list's
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert kept() == [1, 2]
    QTest.keyClick(view, Qt.Key.Key_Z, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_Z, CONTROL)
    assert kept() == [1, 2, 3]
    assert person.window.pad.drawing
    view.clearSelection()
    QTest.keyClick(view, Qt.Key.Key_6)
    assert kept() == [1, 2, 3, 6]


def test_a_label_can_be_changed_by_the_menu(person: Person) -> None:
    keep(person, 1, 2)
    view = open_tab(person)
    select(view, 0, 1)
    menu = person.find(QPushButton, "relabelButton").menu()
    next(action for action in menu.actions() if action.text() == "7").trigger()
    assert kept() == [7, 7]
    assert shown(view) == ["7", "7"]
    assert len(view.selectedIndexes()) == 2


def test_a_double_click_puts_a_digit_on_the_pad_where_its_label_can_be_corrected(
    person: Person,
) -> None:
    keep(person, 1, 2, 3)
    view = open_tab(person)
    double_click(view, 1)
    assert person.window.pad.drawing
    person.window.pad.setFocus()
    press_digit(person, 6)
    assert kept() == [1, 6, 3]
    double_click(view, 1)
    person.draw([(0.2, 0.2)])  # another drawing now
    press_digit(person, 8)
    assert kept() == [1, 6, 3, 8]


def test_a_kept_digit_can_be_corrected_though_it_is_read_as_several(person: Person) -> None:
    bundled_model = load_bundled()
    assert bundled_model is not None
    person.session.use_model(bundled_model)
    DigitStore().add(4, drawing_from_points([[(x, 0.3), (x, 0.5), (x, 0.75)] for x in (0.2, 0.8)]))
    view = open_tab(person)
    double_click(view, 0)
    person.wait(lambda: person.text("predictionLabel") == "11")
    person.window.pad.setFocus()
    press_digit(person, 9)
    assert kept() == [9]


def test_digits_can_be_exported(person: Person, tmp_path: Path) -> None:
    keep(person, 1, 2)
    open_tab(person)
    person.click("exportDigitsButton")
    dialog = person.find(QFileDialog, "exportDigitsDialog")
    dialog.fileSelected.emit(str(tmp_path / "out.jsonl"))
    dialog.close()
    assert [item.label for item in read_strokes(tmp_path / "out.jsonl")] == [1, 2]
    assert person.text("savedFileText") == f"Exported 2 digits to {tmp_path / 'out.jsonl'}"


def test_an_export_that_fails_is_said(
    person: Person, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    keep(person, 1)
    open_tab(person)
    person.click("exportDigitsButton")
    dialog = person.find(QFileDialog, "exportDigitsDialog")
    dialog.fileSelected.emit(str(tmp_path / "nowhere" / "out.jsonl"))
    dialog.close()
    assert len(person.dialogs("errorDialog")) == 1
    expect_log("cannot be saved")


def test_what_another_window_keeps_is_seen(person: Person) -> None:
    keep(person, 1)
    view = open_tab(person)
    DigitStore().add(5, drawing_from_points([LINE]))
    keep(person, 2)
    assert shown(view) == ["2", "5", "1"]


def test_lines_that_cannot_be_read_are_said(person: Person) -> None:
    keep(person, 1, 2)
    path = DigitStore().path
    path.write_bytes(path.read_bytes()[:-30])
    open_tab(person)
    note = person.find(QWidget, "myDigitsNote")
    person.wait(note.isVisible)
    assert note.accessibleName() == "1 line of the file cannot be read."


def test_a_file_that_cannot_be_read_is_said(
    person: Person, home: Path, expect_log: Callable[[str], None]
) -> None:
    (home / "data" / "my_digits.jsonl").mkdir(parents=True)
    tabs = person.find(QTabWidget, "questions")
    tabs.setCurrentIndex(tabs.count() - 1)
    person.wait(lambda: bool(person.dialogs("errorDialog")))
    assert person.dialogs("errorDialog")[0].text().startswith("Your digits in ")
    expect_log("cannot be read")


def test_many_digits_scroll_to_the_last(person: Person) -> None:
    keep(person, 1)
    for number in range(300):
        DigitStore().add(number % 10, drawing_from_points([LINE]))
    view = open_tab(person)
    assert len(shown(view)) == 301
    select(view, 0)
    QTest.keyClick(view, Qt.Key.Key_End)
    last = view.model().index(300, 0)
    person.wait(lambda: view.viewport().rect().contains(view.visualRect(last)))
    assert view.selectionModel().isSelected(last)


def test_without_digits_the_tab_says_what_it_is_for_and_leads_to_the_pad(person: Person) -> None:
    open_tab(person)
    empty = person.find(QWidget, "noDigitsYet")
    person.wait(empty.isVisible)
    assert "fine-tune" in person.text("myDigitsPurpose")
    steps = person.find(QWidget, "digitSteps").accessibleName()
    button = person.find(QPushButton, "thatWasButton").text()
    assert f"press its key, or “{button}” below the pad" in steps
    assert not person.find(QListView, "myDigitsView").isVisible()
    person.click("drawDigitButton")
    assert person.window.focusWidget() is person.window.pad
    keep(person, 4)
    person.wait(lambda: not empty.isVisible())
    assert person.find(QListView, "myDigitsView").isVisible()
    person.choose_action("Undo")


def test_what_is_missing_for_fine_tuning_is_never_cut_off(person: Person) -> None:
    keep(person, 7)
    open_tab(person)
    reason = person.find(FittingLabel, "learnReason")
    for width in range(300, 30, -10):
        reason.resize(width, reason.height())
        assert not reason.visible_text.endswith("…")
    person.train(epochs="1")
    reason.resize(reason.fontMetrics().horizontalAdvance("1 of 10"), reason.height())
    assert reason.visible_text == "1 of 10"
    person.wait_for_threads()


def test_the_pictures_of_the_way_grow_with_the_text(person: Person) -> None:
    open_tab(person)
    steps = person.find(StepsPicture, "digitSteps")
    before, side = steps.sizeHint(), steps._side
    person.press(Qt.Key.Key_F11)
    settle()
    assert steps._side == round(enlargement() * side) > side
    person.press(Qt.Key.Key_F11)
    settle()
    assert (steps.sizeHint(), steps._side) == (before, side)
