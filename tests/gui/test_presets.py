"""The user's presets: saving, renaming, deleting, sharing, and reading about them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QCursor, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.hyperparameters.preset_file import read_preset
from core.hyperparameters.presets import preset, presets, user_presets
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model, save_model
from core.training.events import LiveChange
from gui.common.name_box import NameBox
from gui.common.tasks import abandoned_run_on

from .conftest import OpenWindow
from .person import SMALL, Person, will_choose


def chooser(person: Person) -> QComboBox:
    return person.find(QComboBox, "presetChooser")


def shown(person: Person) -> str:
    """The title that the chooser shows."""
    return chooser(person).currentText() or chooser(person).placeholderText()


def listed(person: Person) -> list[str]:
    box = chooser(person)
    return [box.itemText(n) for n in range(box.count()) if box.itemData(n) is not None]


def errors_shown(person: Person) -> list[str]:
    return [box.text() for box in person.dialogs("errorDialog")]


def fill_dialog(person: Person, title: str, description: str | None = None) -> None:
    line = person.find(QLineEdit, "presetTitle")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, title)
    if description is not None:
        person.find(QPlainTextEdit, "presetText").setPlainText(description)


def save_as(person: Person, title: str, description: str | None = None) -> None:
    person.choose_action("Save as preset…")
    fill_dialog(person, title, description)
    person.click("savePresetButton")
    person.wait(lambda: shown(person) == title)


def button_of(question: QMessageBox, text: str) -> QAbstractButton:
    return next(b for b in question.buttons() if b.text().replace("&", "") == text)


def drop(person: Person, target: QWidget, *paths: Path) -> bool:
    """Drop files on a widget; whether it has taken them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place = target.rect().center()
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, copy, mime, left, none)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(place), copy, mime, left, none))
    return enter.isAccepted()


def test_a_change_is_marked_with_what_differs(person: Person) -> None:
    person.choose_preset("Best")
    person.enter("epochs", "7")
    person.enter("l2", "x")
    assert shown(person) == "Best (changed)"
    tip = chooser(person).toolTip()
    assert "Epochs: 90 → 7" in tip
    assert "L2 (weight decay) λ: off → “x”" in tip
    person.enter("l2", "off")
    person.enter("epochs", "90")
    assert shown(person) == "Best"
    assert chooser(person).toolTip().startswith("<p>Best<br>A set of hyperparameters")


def test_what_is_saved_is_a_preset_of_the_window_and_of_the_command_line(
    person: Person, open_window: OpenWindow
) -> None:
    person.enter("epochs", "7")
    save_as(person, "My own: <b>1</b> & more", "Watch\nthis.")
    assert person.text("presetDescription") == "Watch\nthis."
    assert listed(person)[-1] == "My own: <b>1</b> & more"
    assert preset("my-own-b-1-b-more").hyperparameters == Hyperparameters(epochs=7)
    again = open_window()
    box = again.findChild(QComboBox, "presetChooser")
    assert isinstance(box, QComboBox)
    assert box.findText("My own: <b>1</b> & more") > 0


def test_the_dialog_proposes_texts_and_enter_saves(person: Person) -> None:
    person.enter("epochs", "7")
    person.choose_action("Save as preset…")
    line = person.find(QLineEdit, "presetTitle")
    assert line.text() == "My Report"
    text = person.find(QPlainTextEdit, "presetText").toPlainText()
    assert text == "Like “Report”, with Epochs: 100 → 7."
    QTest.keyClick(line, Qt.Key.Key_Return)
    person.wait(lambda: shown(person) == "My Report")
    person.enter("epochs", "8")
    person.choose_action("Save as preset…")
    assert person.find(QLineEdit, "presetTitle").text() == "My Report 2"


@pytest.mark.parametrize(
    ("title", "note", "allowed"),
    [("", "A preset needs a name.", False), ("best", "built-in preset", False),
     ("x" * 81, "more than 80 characters", False), ("MINE", "Replaces your preset “Mine”", True),
     ("other", "", True)],
)  # fmt: skip
def test_the_dialog_says_at_once_whether_a_name_can_be_used(
    person: Person, title: str, note: str, allowed: bool
) -> None:
    person.enter("epochs", "7")
    save_as(person, "Mine")
    person.enter("epochs", "8")
    person.choose_action("Save as preset…")
    fill_dialog(person, title)
    assert note in person.text("presetNote")
    assert person.find(QPushButton, "savePresetButton").isEnabled() == allowed
    person.press(Qt.Key.Key_Escape)


def test_changes_to_an_own_preset_can_be_saved(person: Person) -> None:
    person.enter("epochs", "7")
    save_as(person, "Mine")
    person.enter("epochs", "8")
    assert shown(person) == "Mine (changed)"
    person.choose_action("Save changes to “Mine”")
    person.wait(lambda: shown(person) == "Mine")
    assert preset("mine").hyperparameters.epochs == 8


def test_a_preset_can_be_renamed(person: Person) -> None:
    person.enter("epochs", "7")
    save_as(person, "Mine", "Why.")
    person.choose_action("Rename “Mine”…")
    assert person.find(QPlainTextEdit, "presetText").toPlainText() == "Why."
    fill_dialog(person, "Yours", "Because.")
    person.click("savePresetButton")
    person.wait(lambda: shown(person) == "Yours")
    assert list(user_presets().read().presets) == ["yours"]
    assert person.text("presetDescription") == "Because."


def test_a_deleted_preset_leaves_its_settings_in_the_form(person: Person) -> None:
    person.enter("epochs", "7")
    save_as(person, "Mine")
    for button, left in (("Cancel", ["mine"]), ("Delete", [])):
        person.choose_action("Delete “Mine”…")
        question = person.find(QMessageBox, "deletePresetQuestion")
        assert question.defaultButton().text() == "Cancel"
        QTest.mouseClick(button_of(question, button), Qt.MouseButton.LeftButton)
        person.wait_for_threads()
        person.wait(lambda left=left: list(user_presets().read().presets) == left)  # type: ignore[misc]
    person.wait(lambda: shown(person) == "Report (changed)")
    assert person.field("epochs") == "7"
    assert "Mine" not in listed(person)


def test_enter_does_not_delete_a_preset(person: Person) -> None:
    person.enter("epochs", "7")
    save_as(person, "Mine")
    person.choose_action("Delete “Mine”…")
    question = person.find(QMessageBox, "deletePresetQuestion")
    QTest.keyClick(question, Qt.Key.Key_Return)
    person.wait(lambda: not person.dialogs("deletePresetQuestion"))
    person.wait_for_threads()
    assert list(user_presets().read().presets) == ["mine"]


def test_settings_of_a_deleted_preset_are_compared_with_the_preset_it_was_made_from(
    person: Person,
) -> None:
    person.choose_preset("Quick")
    person.enter("epochs", "12")
    save_as(person, "Mine")
    person.choose_action("Delete “Mine”…")
    question = person.find(QMessageBox, "deletePresetQuestion")
    QTest.keyClick(button_of(question, "Delete"), Qt.Key.Key_Space)
    person.wait(lambda: shown(person) == "Quick (changed)")
    assert person.text("presetDescription").startswith("Changed: Epochs: 9 → 12.")


def test_enter_does_not_replace_a_preset(person: Person) -> None:
    person.enter("epochs", "7")
    save_as(person, "Mine")
    person.enter("epochs", "8")
    for key, epochs in ((Qt.Key.Key_Return, 7), (Qt.Key.Key_Space, 8)):
        if not person.window.findChildren(QLineEdit, "presetTitle"):
            person.choose_action("Save as preset…")
        fill_dialog(person, "Mine")
        QTest.keyClick(person.find(QLineEdit, "presetTitle"), Qt.Key.Key_Return)
        question = person.find(QMessageBox, "replacePresetQuestion")
        QTest.keyClick(question if epochs == 7 else button_of(question, "Replace"), key)
        person.wait(lambda: not person.dialogs("replacePresetQuestion"))
        person.wait_for_threads()
        assert preset("mine").hyperparameters.epochs == epochs


def test_a_long_name_is_shortened_in_the_list_and_whole_where_it_opens(person: Person) -> None:
    title = "Class B with a very long name for the computer science course"
    person.enter("epochs", "7")
    save_as(person, title)
    person.enter("epochs", "8")
    box = person.find(NameBox, "presetChooser")
    assert box.fontMetrics().horizontalAdvance(title) > box.width()
    before, dots, after = box.shown_text.partition("…")
    assert dots
    assert title.startswith(before)
    assert after.endswith("(changed)")
    assert title in box.toolTip()
    box.showPopup()
    view = box.view()
    assert view.viewport().width() >= view.sizeHintForColumn(0)
    box.hidePopup()


def test_the_focus_frame_of_the_description_leaves_its_text_free(person: Person) -> None:
    text = person.find(QLabel, "presetDescription")
    area = text.parentWidget().parentWidget()
    place = QRect(text.mapTo(area, QPoint(0, 0)), text.size())
    assert area.rect().adjusted(3, 3, -3, -3).contains(place & area.rect())
    assert (
        text.mapTo(person.window, QPoint(0, 0)).x()
        == chooser(person).mapTo(person.window, QPoint(0, 0)).x()
    )


def test_a_menu_button_is_flat_again_when_its_menu_has_closed(person: Person) -> None:
    button = person.find(QToolButton, "presetMenuButton")
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # as Qt leaves it after the menu
    button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))
    QTest.keyClick(button.menu(), Qt.Key.Key_Escape)
    QCursor.setPos(person.window.mapToGlobal(person.window.rect().center()))
    person.wait(lambda: not button.underMouse())


def test_a_built_in_preset_can_be_neither_renamed_nor_deleted(person: Person) -> None:
    person.enter("epochs", "7")
    for text in ("Rename…", "Delete…", "Save changes"):
        assert not person.action(text).isEnabled()


def test_an_exported_preset_can_be_imported(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.enter("epochs", "7")
    will_choose(monkeypatch, tmp_path / "shared")
    person.choose_action("Export preset…")
    person.wait((tmp_path / "shared.toml").exists)
    person.wait_for_threads()
    person.choose_preset("Best")
    will_choose(monkeypatch, tmp_path / "shared.toml")
    person.choose_action("Import preset…")
    person.wait(lambda: shown(person) == "Report: Epochs 7")
    assert person.field("epochs") == "7"
    assert listed(person)[-1] == "Report: Epochs 7"


def test_a_file_that_is_dropped_on_the_window_fills_the_form(
    person: Person, tmp_path: Path
) -> None:
    path = tmp_path / "given.toml"
    path.write_text('title = "Given"\n[hyperparameters]\nepochs = 9\nseed = 3\n')
    assert drop(person, person.window, path)
    person.wait(lambda: shown(person) == "Given")
    assert (person.field("epochs"), person.field("seed")) == ("9", "3")
    assert person.find(QWidget, "seed").isVisible()
    assert "Imported the preset “Given”" in person.text("statusMessage")
    assert drop(person, person.window, path)
    person.wait_for_threads()
    assert listed(person).count("Given") == 1


def test_files_that_are_no_presets_are_reported_in_one_box(
    person: Person, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("5 files are no presets")
    paths = [tmp_path / f"{number}.toml" for number in range(5)]
    for path in paths:
        path.write_text("epochs = {")
    good = tmp_path / "good.toml"
    good.write_text('title = "Good"\n[hyperparameters]\n')
    assert drop(person, person.window, *paths[:3], good, *paths[3:])
    person.wait(lambda: shown(person) == "Good")
    person.wait(lambda: bool(person.dialogs("errorDialog")))
    person.wait_for_threads()
    texts = [(box.text(), box.detailedText()) for box in person.dialogs("errorDialog")]
    assert texts[-1][0] == "5 files are no presets."
    assert all(path.name in texts[-1][1] for path in paths)
    assert len(texts) == 1


def test_a_number_on_the_way_to_another_does_not_choose_another_preset(person: Person) -> None:
    for title, epochs in (("A", "20"), ("B", "2")):
        person.enter("epochs", epochs)
        save_as(person, title)
    chooser(person).setFocus()
    QTest.keyClick(chooser(person), Qt.Key.Key_Up)
    assert shown(person) == "A"
    epochs = person.line("epochs")
    epochs.setFocus()
    QTest.keyClick(epochs, Qt.Key.Key_End)
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_5):
        QTest.keyClick(epochs, key)
    assert shown(person) == "A (changed)"
    person.choose_action("Save changes to “A”")
    person.wait(lambda: shown(person) == "A")
    own = user_presets().read().presets.values()
    saved = {each.title: each.hyperparameters.epochs for each in own}
    assert saved == {"A": 25, "B": 2}


def test_what_was_typed_for_a_preset_that_cannot_be_saved_is_still_there(
    person: Person, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    expect_log("cannot be saved")
    person.enter("epochs", "7")
    with monkeypatch.context() as full:
        full.setattr("core.hyperparameters.preset_folder.write_atomically", fail)
        person.choose_action("Save as preset…")
        fill_dialog(person, "Precious", "A long story")
        person.click("savePresetButton")
        person.wait(lambda: bool(person.dialogs("errorDialog")))
    for box in person.dialogs("errorDialog"):
        box.close()
    dialogs = person.window.findChildren(QLineEdit, "presetTitle")
    assert [each.text() for each in dialogs if each.isVisible()] == ["Precious"]
    buttons = person.window.findChildren(QPushButton, "savePresetButton")
    next(each for each in buttons if each.isVisible()).click()
    person.wait(lambda: shown(person) == "Precious")


def test_presets_that_are_dropped_just_before_closing_are_imported(
    person: Person, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("wrong.toml")
    for name, text in (("one", ""), ("wrong", "nonsense"), ("two", "epochs = 7")):
        (tmp_path / f"{name}.toml").write_text(f"[hyperparameters]\n{text}\n")
    paths = [tmp_path / f"{name}.toml" for name in ("one", "wrong", "two")]
    assert drop(person, person.window, *paths)
    assert person.window.close()
    assert sorted(user_presets().read().presets) == ["one", "two"]
    person.wait(lambda: bool(errors_shown(person)))
    assert "“wrong.toml”" in errors_shown(person)[0]


def test_a_preset_whose_disk_does_not_answer_lets_the_window_close_and_says_so(
    person: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], None],
) -> None:
    expect_log("was not imported")
    answered = Event()

    def wait(path: Path) -> None:
        answered.wait()

    monkeypatch.setattr("gui.training.form.preset_actions.read_preset", wait)
    for module in ("training.form.preset_actions", "common.tasks"):
        monkeypatch.setattr(f"gui.{module}.PATIENCE", 1)
    (tmp_path / "one.toml").write_text("[hyperparameters]\n")
    assert drop(person, person.window, tmp_path / "one.toml")
    assert person.window.close()
    assert "was not imported" in errors_shown(person)[0]
    answered.set()
    person.wait(lambda: not abandoned_run_on())


def test_the_pad_leaves_a_preset_to_the_window(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "given.TOML"
    path.write_text("[hyperparameters]\n")
    assert not drop(person, person.window, path, tmp_path / "picture.png")
    assert drop(person, person.window.pad, path)
    person.wait(lambda: shown(person) == "given")
    assert person.window.pad.history.drawing.strokes == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [("[hyperparameters]\nepoch = 3", "there is no hyperparameter “epoch”"),
     ("[space]\n", "it defines a search"), ("#" * (1 << 17), "cannot be read"),
     ("nonsense", "it is not TOML")],
    ids=["key", "search", "huge", "nonsense"],
)  # fmt: skip
def test_a_file_that_is_no_preset_changes_nothing(
    person: Person, tmp_path: Path, expect_log: Callable[[str], None], text: str, said: str
) -> None:
    expect_log("given.toml")
    path = tmp_path / "given.toml"
    path.write_text(text)
    person.enter("epochs", "7")
    drop(person, person.window, path)
    person.wait(lambda: bool(errors_shown(person)))
    assert said in errors_shown(person)[0]
    assert shown(person) == "Report (changed)"
    assert user_presets().read().presets == {}


def test_a_folder_that_cannot_be_written_to_is_said(
    person: Person, home: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be saved in")
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "presets").write_text("")
    person.enter("epochs", "7")
    person.choose_action("Save as preset…")
    fill_dialog(person, "Mine")
    person.click("savePresetButton")
    person.wait(lambda: bool(errors_shown(person)))
    assert errors_shown(person)[0].startswith("The preset “Mine” cannot be saved in")
    assert shown(person) == "Report (changed)"
    assert person.field("epochs") == "7"


def test_a_damaged_file_is_said_in_the_menu(
    home: Path, open_window: OpenWindow, qtbot: QtBot, expect_log: Callable[[str], None]
) -> None:
    expect_log("damaged.toml")
    folder = home / "config" / "presets"
    folder.mkdir(parents=True)
    (folder / "damaged.toml").write_text("nonsense")
    person = Person(open_window(), qtbot)
    person.choose_action("1 file cannot be read…")
    assert "“damaged.toml” is not a valid preset" in errors_shown(person)[0]


def test_everything_about_a_preset_can_be_read(person: Person) -> None:
    longest = max(presets().values(), key=lambda each: len(each.description))
    person.choose_preset(longest.title)
    person.enter("epochs", "7")
    person.choose_action("About this preset")
    text = person.find(QTextBrowser, "presetDetailsText")
    said = text.toPlainText()
    assert longest.description in said
    assert longest.literature in said
    assert f"{longest.hyperparameters.epochs} → 7" in said
    assert text.verticalScrollBar().maximum() == 0
    assert person.window.screen().geometry().contains(text.window().frameGeometry())
    QTest.keyClick(text, Qt.Key.Key_Escape)
    person.wait(lambda: person.window.findChild(QWidget, "presetDetails") is None)


def test_what_is_said_of_a_changed_preset_does_not_contradict_itself(person: Person) -> None:
    person.choose_preset("Report")
    person.enter("batch_size", "64")
    person.choose_action("About this preset")
    said = person.find(QTextBrowser, "presetDetailsText").toPlainText()
    assert "128 → 64" in said
    assert said.endswith("The preset itself has only default settings.")


def test_all_fields_can_be_reset_to_the_preset(person: Person) -> None:
    person.choose_preset("Best")
    for name, text in (("epochs", "7"), ("learning_rate", "x"), ("shift", "0")):
        person.enter(name, text)
    person.choose_action("Reset all to “Best”")
    assert shown(person) == "Best"
    assert person.enabled("startButton")
    assert not person.action("Reset all to “Best”").isEnabled()


def test_an_own_preset_with_the_settings_of_another_is_chosen(person: Person) -> None:
    save_as(person, "Twin")
    assert shown(person) == "Twin"
    chooser(person).setFocus()
    person.choose_preset("Report")
    assert shown(person) == "Report"
    assert read_preset(user_presets().path / "twin.toml").title == "Twin"
    assert person.find(QLabel, "presetDescription").textFormat() is Qt.TextFormat.PlainText


def test_settings_of_an_opened_model_are_compared_with_the_nearest_preset(
    person: Person, trained_model: Model, tmp_path: Path
) -> None:
    person.choose_preset("Quick")
    person.enter("l1", "0.001")
    changed = presets()["report-3000"].hyperparameters.with_values({"epochs": 77})
    save_model(tmp_path / "mine.safetensors", replace(trained_model, hyperparameters=changed))
    person.window.files.open(tmp_path / "mine.safetensors")
    person.wait(lambda: person.field("epochs") == "77")
    assert shown(person) == f"{SMALL} (changed)"
    assert person.text("presetDescription").startswith("Changed: Epochs")
    chooser(person).setFocus()
    person.action("Undo change of all settings").trigger()
    assert shown(person) == "Quick (changed)"
    person.enter("l1", "0.002")  # a change of one field never chooses another preset
    assert shown(person) == "Quick (changed)"


def test_good_settings_do_not_come_as_a_preset_that_fails(
    person: Person, trained_model: Model, tmp_path: Path
) -> None:
    failing = presets()["too-fast"].hyperparameters
    good = failing.with_values({"learning_rate": 0.1783, "batch_size": 8, "training_images": 3000})
    save_model(tmp_path / "good.safetensors", replace(trained_model, hyperparameters=good))
    person.window.files.open(tmp_path / "good.safetensors")
    person.wait(lambda: person.field("learning_rate") == "0.1783")
    assert shown(person) == f"{SMALL} (changed)"
    assert "Watch the loss jump" not in person.text("presetDescription")


def test_choosing_a_preset_can_be_undone(person: Person) -> None:
    person.enter("epochs", "7")
    person.enter("l2", "x")
    person.choose_preset("Report")
    person.action("Undo choice of “Report”").trigger()
    assert (person.field("epochs"), person.field("l2")) == ("7", "x")
    assert shown(person) == "Report (changed)"
    person.action("Redo choice of “Report”").trigger()
    assert shown(person) == "Report"


def test_a_reset_can_be_undone_during_a_training(person: Person) -> None:
    person.begin(epochs="9999")
    person.enter("learning_rate", "0.25", done=True)
    person.wait_for_events(LiveChange)
    person.choose_action(f"Reset all to “{SMALL}”")
    person.wait_for_events(LiveChange, 2)
    chooser(person).setFocus()
    person.action(f"Undo choice of “{SMALL}”").trigger()
    person.wait_for_events(LiveChange, 3)
    assert person.field("learning_rate") == "0.25"
    last = dict(person.heard(LiveChange)[-1].values)
    assert last == {"learning_rate": 0.25, "epochs": 9999}
    person.click("stopButton")
    person.wait_for_end()
