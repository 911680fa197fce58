"""The form of hyperparameters."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.hyperparameters.fields import Choice
from core.hyperparameters.preset_file import Preset
from core.hyperparameters.presets import presets
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.training.events import EpochEnd
from gui.training.form.field_message import FieldMessage
from gui.training.form.form import HyperparameterForm
from gui.training.form.text_input import Slider

from .conftest import OpenWindow
from .person import GROUPS, SMALL, Person

LISTS = [name for name, field in FIELDS.items() if type(field) is Choice]
TEXT_FIELDS = [name for name in FIELDS if name not in LISTS]
INVALID = {
    "hidden_layers": "20, x",
    "activation": "relu, step",
    "seed": "-1",
    "learning_rate": "fast",
    "batch_size": "0",
    "epochs": "1.5",
    "l2": "1e9",
    "training_images": "59001",
    "patience": "",
    "ema": "1",
}


def invalid(name: str) -> str:
    return INVALID.get(name, "x")


def shown(person: Person) -> dict[str, str]:
    """What stands in the editors."""
    texts = {name: person.field(name) for name in TEXT_FIELDS}
    return texts | {name: person.find(QComboBox, name).currentData() for name in LISTS}


def tops(person: Person) -> list[int]:
    """Where the rows stand that can be seen."""
    editors = [person.find(QWidget, name) for name in FIELDS]
    return [
        editor.mapTo(person.window, editor.rect().topLeft()).y()
        for editor in editors
        if editor.isVisible()
    ]


@pytest.mark.parametrize("preset", presets().values(), ids=lambda preset: preset.name)
def test_a_preset_fills_the_form_and_tells_about_itself(person: Person, preset: Preset) -> None:
    for name in ("seed", "epochs"):
        person.enter(name, "7")
    person.choose_preset(preset.title)
    for name, text in shown(person).items():
        assert FIELDS[name].parse(text) == getattr(preset.hyperparameters, name)
    assert person.text("presetDescription") == preset.description


def test_own_settings_show_the_preset_as_changed(person: Person) -> None:
    person.enter("seed", "7")
    chooser = person.find(QComboBox, "presetChooser")
    assert chooser.currentIndex() == -1
    assert chooser.placeholderText() == "Report (changed)"
    assert person.text("presetDescription").startswith("Changed: Seed: 0 → 7.")


def test_a_change_is_written_as_people_write_numbers(person: Person) -> None:
    person.enter("learning_rate", "0.011900690226556033")
    person.enter("training_images", "2000")
    description = person.text("presetDescription")
    assert "Learning rate η: 0.0005 → 0.0119," in description
    assert "Training images: 50,000 → 2,000." in description
    person.enter("learning_rate", "0.00050001")
    assert "0.0005 → 0.00050001" in person.text("presetDescription")


def test_typing_the_settings_of_another_preset_keeps_the_chosen_one(person: Person) -> None:
    person.enter("training_images", "3,000")
    assert person.find(QComboBox, "presetChooser").placeholderText() == "Report (changed)"


def test_a_model_with_the_settings_of_a_preset_shows_it(person: Person) -> None:
    person.window._form.show_settings(Hyperparameters(training_images=3000))
    assert person.find(QComboBox, "presetChooser").currentText() == SMALL


def test_a_number_may_be_written_as_people_write_it(person: Person) -> None:
    person.train(learning_rate="0.5e-3", training_images="1 000", hidden_layers="8 4")
    settings = person.session.settings
    assert settings is not None
    assert settings.learning_rate == 0.0005
    assert settings.training_images == 1000
    assert settings.hidden_layers == (8, 4)


@pytest.mark.parametrize("name", TEXT_FIELDS)
def test_an_invalid_text_is_marked_where_it_stands(person: Person, name: str) -> None:
    person.see(name)
    before, valid = person.field(name), person.text(f"{name}Caption")
    person.enter(name, invalid(name))
    assert person.text(f"{name}Caption") not in {"", valid}
    assert person.marked(name)
    assert not person.enabled("startButton")
    assert not person.enabled("stepButton")
    person.enter(name, before)
    assert person.text(f"{name}Caption") == valid
    assert not person.marked(name)
    assert person.enabled("startButton")
    assert person.enabled("stepButton")


def test_an_empty_number_is_invalid_but_no_hidden_layers_are_not(person: Person) -> None:
    person.enter("hidden_layers", "")
    assert person.enabled("startButton")
    person.enter("epochs", "")
    assert not person.enabled("startButton")


def test_nothing_is_trained_while_a_text_is_invalid(person: Person) -> None:
    person.enter("epochs", "many")
    person.click("startButton")
    person.press(Qt.Key.Key_F5)
    assert person.states == []


def test_no_row_moves_when_a_text_becomes_invalid(person: Person) -> None:
    for group in GROUPS:
        person.open_group(group)
    QCoreApplication.processEvents()
    area = person.find(QScrollArea, "formArea").verticalScrollBar()
    area.setValue(0)
    before = tops(person)
    for name in TEXT_FIELDS:
        if person.find(QWidget, name).isVisible():
            person.enter(name, invalid(name))
    person.find(QWidget, "presetChooser").setFocus()
    person.window.grab()
    area.setValue(0)
    assert tops(person) == before


@pytest.mark.parametrize("name", FIELDS)
def test_the_field_in_focus_is_explained_whole(person: Person, name: str) -> None:
    person.see(name)
    person.window._form.reveal(name)
    assert shown_messages(person) == [f"{name}Caption"]
    if name in TEXT_FIELDS:
        assert_whole(person, name)
        person.enter(name, invalid(name) * 30)
    assert_whole(person, name)
    assert person.find(QWidget, name).accessibleDescription()


def shown_messages(person: Person) -> list[str]:
    messages = person.window.findChildren(FieldMessage)
    shown = [message.objectName() for message in messages if message.isVisible()]
    return [name for name in shown if name.endswith("Caption")]


def assert_whole(person: Person, name: str) -> None:
    message = person.find(FieldMessage, f"{name}Caption")
    assert message.isVisible()
    assert message.height_at(message.width()) <= message.height()


def test_no_field_is_explained_that_is_neither_in_focus_nor_invalid(person: Person) -> None:
    person.find(QWidget, "presetChooser").setFocus()
    assert shown_messages(person) == []
    person.enter("epochs", "x")
    person.find(QWidget, "presetChooser").setFocus()
    assert shown_messages(person) == ["epochsCaption"]
    person.find(QWidget, "loss").setFocus()
    assert shown_messages(person) == ["lossCaption"]


def test_the_slider_follows_the_learning_rate(person: Person) -> None:
    slider = person.find(QSlider, "learning_rateSlider")
    positions = []
    for text in ("1e-6", "1e-2", "100"):
        person.enter("learning_rate", text)
        positions.append(slider.value())
    assert positions == [slider.minimum(), slider.maximum() // 2, slider.maximum()]


@pytest.mark.parametrize("text", ["1e9", "0,002", "", "x"])
def test_the_slider_shows_no_value_of_an_invalid_text(person: Person, text: str) -> None:
    slider = person.find(Slider, "learning_rateSlider")
    person.enter("learning_rate", "0.01")
    before = slider.grab().toImage()
    person.enter("learning_rate", text)
    assert slider.grab().toImage() != before
    places = {}
    for valid in ("1e-6", "100"):
        person.enter("learning_rate", valid)
        places[valid] = slider.grab().toImage()
        assert slider.has_handle
    person.enter("learning_rate", text)
    assert slider.grab().toImage() not in places.values()
    assert not slider.has_handle
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert person.field("learning_rate") == "1e-06"
    assert slider.has_handle


def test_the_learning_rate_follows_the_slider(person: Person) -> None:
    slider = person.find(QSlider, "learning_rateSlider")
    for key, text in ((Qt.Key.Key_Home, "1e-06"), (Qt.Key.Key_End, "100")):
        QTest.keyClick(slider, key)
        assert person.field("learning_rate") == text


@pytest.mark.parametrize(
    ("name", "text", "up", "down"),
    [("epochs", "5", "6", "5"), ("learning_rate", "0.001", "0.00126", "0.001"),
     ("l2", "0.5", "0.6", "0.5"), ("epochs", "10000", "10000", "9999"),
     ("noise", "0.2", "0.21", "0.2"), ("shift", "0.5", "0.6", "0.5"),
     ("hidden_layers", "20", "20", "20"), ("l2", "x", "x", "x")],
)  # fmt: skip
def test_arrow_keys_step(person: Person, name: str, text: str, up: str, down: str) -> None:
    person.see(name)
    person.enter(name, text)
    line = person.find(QLineEdit, name)
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == up
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == down


@pytest.mark.parametrize("during", [True, False])
def test_what_needs_a_new_run_is_said_once_above_the_form(person: Person, during: bool) -> None:
    if during:
        person.begin()
        person.wait_for_events(EpochEnd)
    else:
        person.train()
    notice, before = person.find(QToolButton, "formNotice"), tops(person)
    assert not notice.isVisible()
    person.enter("hidden_layers", "30")
    assert notice.isVisible()
    assert notice.accessibleName() == "For the next run: Hidden layers"
    person.choose("gradient", "mean")
    assert notice.accessibleName().endswith(": Hidden layers, Gradient")
    assert "Hidden layers: 20 → 30" in notice.toolTip()
    assert "Gradient: Sum over images → Mean over images" in notice.toolTip()
    person.enter("hidden_layers", "20")
    person.choose("gradient", "sum")
    assert not notice.isVisible()
    assert tops(person) == before


def test_many_changes_are_counted_in_the_notice(person: Person) -> None:
    person.train()
    person.choose_preset("Best")
    notice = person.find(QToolButton, "formNotice")
    assert re.search(r"\d+ changes", notice.text())
    assert notice.fontMetrics().horizontalAdvance(notice.text()) <= notice.width()


def test_the_notice_says_what_is_invalid_and_leads_there(person: Person) -> None:
    person.open_group("Data")
    person.enter("training_images", "many")
    person.open_group("Data", opened=False)
    notice = person.find(QToolButton, "formNotice")
    assert notice.text() == "Not valid: Training images"
    assert "“many” is not a whole number" in notice.toolTip()
    person.click("formNotice")
    assert person.window.focusWidget() is person.find(QWidget, "training_images")
    assert person.find(QWidget, "training_images").visibleRegion().isEmpty() is False


def test_a_zero_that_switches_something_off_says_off(person: Person) -> None:
    person.see("dropout")
    assert person.field("dropout") == "off"
    person.enter("dropout", "0.5", done=True)
    assert person.field("dropout") == "0.5"
    for text in ("0", "0.0", "OFF", " off "):
        person.enter("dropout", text, done=True)
        assert person.field("dropout") == "off"
        assert person.find(QComboBox, "presetChooser").currentText() == "Report"
    assert person.text("dropoutCaption") == "Off, or up to 0.95; usually 0.2 to 0.5"
    person.see("momentum")
    person.enter("momentum", "off")
    assert person.marked("momentum")


def test_numbers_of_images_say_what_holds_for_the_present_training_images(person: Person) -> None:
    usual = "; usually 32 to 256"
    assert person.text("batch_sizeCaption") == f"1 to 50,000{usual}"
    person.choose_preset(SMALL)
    assert person.text("batch_sizeCaption") == f"1 to 3,000{usual}"
    person.enter("batch_size", "3000")
    assert person.text("batch_sizeCaption") == f"1 to 3,000{usual}"
    person.enter("batch_size", "3001")
    larger = "More than the 3,000 training images: each step uses all of them"
    assert person.text("batch_sizeCaption") == larger
    assert person.line("batch_size").accessibleDescription().startswith(larger)
    assert not person.marked("batch_size")
    assert person.enabled("startButton")
    person.see("evaluation_images")
    person.enter("evaluation_images", "10000")
    assert person.text("evaluation_imagesCaption").endswith(
        "3,000 training images: all of them are evaluated"
    )
    person.enter("training_images", "200")
    person.enter("batch_size", "20")
    person.enter("evaluation_images", "20")
    assert person.text("batch_sizeCaption") == "1 to 200"
    assert person.text("evaluation_imagesCaption") == "1 to 200"
    assert person.text("training_imagesCaption") == "1 to 50,000; usually 50,000"
    person.enter("validation_images", "1000")
    assert person.text("training_imagesCaption") == "1 to 59,000; usually 50,000"


def test_a_click_on_off_selects_it_for_a_number(person: Person) -> None:
    person.see("l2")
    person.click_on("l2")
    QTest.keyClicks(person.line("l2"), "5")
    assert person.field("l2") == "5"


@pytest.mark.parametrize("name", ["epochs", "hidden_layers", "gradient", "activation", "l2"])
def test_a_changed_field_can_be_reset_to_its_preset(person: Person, name: str) -> None:
    person.choose_preset("Best")
    person.see(name)
    QCoreApplication.processEvents()
    before, places, widths = shown(person)[name], tops(person), editor_widths(person)
    assert person.window.findChild(QToolButton, f"{name}Reset") is None
    if name in LISTS:
        person.choose(name, "sum")
    else:
        person.enter(name, "3")
    QCoreApplication.processEvents()
    assert (tops(person), editor_widths(person)) == (places, widths)
    button = person.find(QToolButton, f"{name}Reset")
    assert "as in “Best”" in button.toolTip()
    person.click(f"{name}Reset")
    assert shown(person)[name] == before
    assert not button.isVisible()
    assert person.window.focusWidget() is person.find(QWidget, name)
    assert person.find(QComboBox, "presetChooser").currentText() == "Best"


def test_the_context_menu_of_a_field_resets_it(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # it waits for the mouse
    person.choose_preset("Best")
    person.enter("epochs", "3")
    for text, value in (("Reset to the default, 100", "100"), ("Reset to 90, as in “Best”", "90")):
        line = person.line("epochs")
        line.customContextMenuRequested.emit(line.rect().center())
        menu = person.window.findChildren(QMenu, "fieldMenu")[-1]
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.close()
        assert person.field("epochs") == value


@pytest.mark.parametrize("name", ["epochs", "optimizer", "activation"])
def test_a_field_has_one_context_menu(
    name: str, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: opened.append(menu.objectName()))
    editor = person.find(QWidget, name)
    editor.customContextMenuRequested.emit(editor.rect().center())
    assert opened == ["fieldMenu"]


def editor_widths(person: Person) -> set[int]:
    editors = [person.find(QWidget, name) for name in FIELDS]
    return {editor.width() for editor in editors if editor.isVisible()}


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_all_editors_are_equally_wide_and_no_text_is_cut_off(person: Person, scale: float) -> None:
    font = person.window.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    form = person.window._form
    form.setFont(font)
    person.window._columns.setSizes([316, 800, 300])
    for group in GROUPS:
        person.open_group(group)
    for optimizer in ("adamw", "nesterov"):
        person.choose("optimizer", optimizer)
        QCoreApplication.processEvents()
        assert len(editor_widths(person)) == 1
        for label in form.findChildren(QLabel):
            if label.isVisible() and isinstance(label.buddy(), QWidget):
                assert label.width() >= label.sizeHint().width(), label.text()
                assert label.height() >= label.sizeHint().height(), label.text()
        for box in form.findChildren(QComboBox):
            if box.isVisible() and box.objectName() in LISTS:
                widest = max(
                    box.fontMetrics().horizontalAdvance(box.itemText(n)) for n in range(box.count())
                )
                assert box.width() >= widest + 20, box.objectName()


@pytest.mark.parametrize("typed", ["x", "", "7"])
def test_escape_puts_back_the_value_before_the_edit(person: Person, typed: str) -> None:
    before = person.field("epochs")
    person.enter("epochs", typed)
    person.press(Qt.Key.Key_Escape)
    assert person.field("epochs") == before
    assert not person.marked("epochs")
    person.enter("epochs", "7", done=True)
    person.enter("epochs", typed)
    person.press(Qt.Key.Key_Escape)
    assert person.field("epochs") == "7"
    assert person.window._form.settings is not None
    assert person.window._form.settings.epochs == 7


def test_a_change_is_stored_soon_even_if_the_program_is_killed_then(
    person: Person, open_window: OpenWindow, qtbot: QtBot, home: Path
) -> None:
    person.enter("epochs", "12")
    path = home / "config" / "window.json"
    person.wait(lambda: path.is_file() and '"12"' in path.read_text("utf-8"))
    assert Person(open_window(), qtbot).field("epochs") == "12"


def test_the_form_is_there_again_in_the_next_window(
    person: Person, open_window: OpenWindow, qtbot: QtBot
) -> None:
    person.choose_preset("Best")
    person.enter("epochs", "7")
    person.enter("l2", "too much")
    before = shown(person)
    person.window.close()
    again = Person(open_window(), qtbot)
    assert shown(again) == before
    assert again.find(QComboBox, "presetChooser").placeholderText() == "Best (changed)"
    assert not again.enabled("startButton")
    again.see("l2")
    assert again.marked("l2")
    again.choose_preset("Quick")
    again.window.close()
    third = Person(open_window(), qtbot)
    assert third.find(QComboBox, "presetChooser").currentText() == "Quick"
    assert third.enabled("startButton")


@pytest.mark.parametrize(
    "stored",
    ['{"form_preset": 3, "form_texts": []}', '{"form_preset": "none", "form_texts": {"x": "1"}}',
     '{"form_texts": {"epochs": 3}}', '{"form_texts": {"loss": "none"}}', "{", ""],
)  # fmt: skip
def test_damaged_stored_settings_give_the_default(
    home: Path,
    open_window: OpenWindow,
    qtbot: QtBot,
    expect_log: Callable[[str], None],
    stored: str,
) -> None:
    if not stored.endswith("}"):
        expect_log("cannot be read")
    (home / "config").mkdir(parents=True)
    (home / "config" / "window.json").write_text(stored)
    person = Person(open_window(), qtbot)
    assert person.find(QComboBox, "presetChooser").currentText() == "Report"
    assert person.enabled("startButton")


def test_fields_stored_under_their_former_names_are_shown(
    home: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config" / "window.json").write_text('{"form_texts": {"habits": "0.25"}}')
    assert Person(open_window(), qtbot).field("regional_forms") == "0.25"


def test_a_row_is_shown_when_it_applies_and_keeps_its_value(person: Person) -> None:
    momentum = person.find(QWidget, "momentum")
    assert not momentum.isVisible()
    for optimizer in ("momentum", "nesterov"):
        person.choose("optimizer", optimizer)
        assert momentum.isVisible()
    person.enter("momentum", "0.5")
    person.choose("optimizer", "adam")
    assert not momentum.isVisible()
    person.click("moreTraining")
    assert person.find(QWidget, "beta1").isVisible()
    person.choose("optimizer", "momentum")
    assert person.field("momentum") == "0.5"


def test_an_invalid_text_that_does_not_apply_keeps_no_training_from_starting(
    person: Person,
) -> None:
    person.choose("optimizer", "momentum")
    person.enter("momentum", "x")
    assert not person.enabled("startButton")
    person.choose("optimizer", "sgd")
    assert person.enabled("startButton")


def test_activations_are_chosen_from_a_list_or_written_one_for_each_layer(person: Person) -> None:
    person.choose("activation", "relu")
    assert person.field("activation") == "ReLU"
    person.enter("hidden_layers", "20, 10")
    person.enter("activation", "relu tanh", done=True)
    assert person.field("activation") == "ReLU, Tanh"
    settings = person.find(HyperparameterForm, "hyperparameterForm").settings
    assert settings is not None
    assert settings.activations == ("relu", "tanh")


def test_values_that_do_not_fit_each_other_are_told_of_at_their_row(person: Person) -> None:
    usual = person.text("activationCaption")
    person.enter("hidden_layers", "8, 8, 8")
    person.enter("activation", "relu, tanh")
    person.enter("epochs", "x")
    assert person.text("activationCaption").startswith("2 are given for 3 hidden layers")
    assert person.marked("activation")
    person.enter("epochs", "2")
    assert not person.enabled("startButton")
    person.enter("hidden_layers", "8, 8")
    assert person.text("activationCaption") == usual


def test_more_can_be_learnt_from_where_fewer_are_kept_for_validation(person: Person) -> None:
    person.see("training_images")
    person.enter("training_images", "58,000")
    assert person.text("training_imagesCaption").startswith(
        "at most 50,000, because 10,000 are for validation"
    )
    assert person.marked("training_images")
    assert not person.enabled("startButton")
    person.enter("validation_images", "2,000")
    assert not person.marked("training_images")
    assert person.enabled("startButton")
    assert person.enabled("startButton")


@pytest.mark.parametrize("name", ["optimizer", "activation", "learning_rateSlider"])
def test_the_wheel_changes_no_value(person: Person, name: str) -> None:
    widget, before = person.find(QWidget, name), shown(person)
    place = QPointF(widget.rect().center())
    for turn in (120, -120):
        event = QWheelEvent(
            place, widget.mapToGlobal(place), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
        assert not event.isAccepted()  # the form will take it, and scroll
    assert shown(person) == before


@pytest.mark.parametrize("text", ["fast", "-1", "0,01", ""])
def test_why_a_text_beside_a_slider_is_invalid_can_be_read(person: Person, text: str) -> None:
    before = tops(person)
    person.enter("learning_rate", text)
    QCoreApplication.processEvents()
    assert_whole(person, "learning_rate")
    assert tops(person) == before


def test_a_list_of_layers_that_is_not_possible_says_what_is(person: Person) -> None:
    person.enter("hidden_layers", "0")
    reason = "“0” is not a list of up to 8 layers of 1 to 4,096 units"
    assert person.text("hidden_layersCaption") == reason


def test_of_a_long_number_its_beginning_is_shown(person: Person) -> None:
    settings = Hyperparameters(learning_rate=0.44303752452182665)
    person.find(HyperparameterForm, "hyperparameterForm").show_settings(settings)
    line = person.line("learning_rate")
    assert line.text() == "0.44303752452182665"
    assert line.cursorPosition() == 0


def test_a_slider_leaves_the_tails_of_the_letters_above_it_free(person: Person) -> None:
    row = person.find(HyperparameterForm, "hyperparameterForm")._rows["learning_rate"]
    label, slider = row.columns._label, row.input.slider
    assert slider is not None
    assert label.geometry().bottom() < slider.geometry().top()
    assert label.height() >= label.fontMetrics().height() + 3


def test_what_is_off_is_called_the_same_in_every_field(person: Person) -> None:
    box = person.find(QComboBox, "early_stopping")
    assert {box.currentText(), person.field("l2"), person.field("dropout")} == {"off"}


def test_a_line_divides_the_explanation_from_the_form(person: Person) -> None:
    area = person.find(QWidget, "fieldHelp")
    picture = area.grab().toImage()
    above, below = ({picture.pixelColor(x, y).name() for x in range(50, 150)} for y in (0, 1))
    assert len(above) == len(below) == 1
    assert above != below
