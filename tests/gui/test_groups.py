"""The groups of the form, and the presets above them."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea, QToolButton, QWidget

from core.hyperparameters.presets import presets
from gui.common.theme import theme_of
from gui.main_window import MainWindow
from gui.training.form.form_group import heading_name

from .person import GROUPS, SMALL, Person


def headings(person: Person) -> dict[str, QToolButton]:
    return {name: person.find(QToolButton, heading_name(name)) for name in GROUPS}


def test_network_and_training_are_open_at_first(person: Person) -> None:
    opened = [name for name, heading in headings(person).items() if heading.isChecked()]
    assert opened == ["Network", "Training"]
    assert person.find(QWidget, "hidden_layers").isVisible()
    assert not person.find(QWidget, "shift").isVisible()


def test_a_heading_opens_and_closes_its_group_by_mouse_and_by_key(person: Person) -> None:
    editor, heading = person.find(QWidget, "shift"), headings(person)["Augmentation"]
    for visible in (True, False):
        person.click("augmentationGroup")
        assert editor.isVisible() == visible
    heading.setFocus()
    QTest.keyClick(heading, Qt.Key.Key_Space)
    assert editor.isVisible()


def test_a_heading_shows_that_it_has_the_focus(person: Person) -> None:
    heading = headings(person)["Schedule"]
    before = heading.grab().toImage()
    heading.setFocus()
    assert heading.grab().toImage() != before


def test_a_closed_group_says_what_differs_from_the_defaults(person: Person) -> None:
    heading = headings(person)["Augmentation"]
    assert heading.text() == "Augmentation"
    person.open_group("Augmentation")
    person.enter("shift", "2")
    person.enter("elastic", "1.20")
    assert heading.text() == "Augmentation"
    person.open_group("Augmentation", opened=False)
    assert heading.text() == "Augmentation · shift 2, elastic distortion 1.2"
    assert heading.accessibleName() == heading.text()


def test_a_closed_group_says_nothing_of_what_does_not_apply(person: Person) -> None:
    person.see("step_factor")
    person.enter("step_factor", "0.5")
    person.choose("schedule", "cosine")
    person.open_group("Schedule", opened=False)
    assert headings(person)["Schedule"].text() == "Schedule · schedule Cosine"


def test_a_closed_group_shows_that_a_text_in_it_is_invalid(person: Person) -> None:
    person.open_group("Data")
    person.enter("training_images", "many")
    person.open_group("Data", opened=False)
    heading = headings(person)["Data"]
    assert heading.text() == "Data · training images “many”"
    red = QColor(theme_of(heading).error)
    image = heading.grab().toImage()
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    assert any(image.pixelColor(x, y) == red for x, y in places)


def test_a_preset_opens_and_closes_no_group(person: Person) -> None:
    person.open_group("Network", opened=False)
    person.open_group("Data")
    person.choose_preset(SMALL)
    opened = [name for name, heading in headings(person).items() if heading.isChecked()]
    assert opened == ["Training", "Data"]


@pytest.mark.parametrize("names", [[], ["Data"], ["Network", "Augmentation"]], ids=str)
def test_the_next_window_has_the_same_groups_open(
    person: Person, open_window: Callable[[], MainWindow], names: list[str]
) -> None:
    for group in GROUPS:
        person.open_group(group, opened=group in names)
    person.window.close()
    following = open_window()
    buttons = (following.findChild(QToolButton, heading_name(name)) for name in GROUPS)
    assert [b.isChecked() for b in buttons if b] == [name in names for name in GROUPS]


@pytest.mark.parametrize("height", [720, 1080])
def test_nothing_moves_below_the_presets_as_another_one_is_chosen(
    person: Person, height: int
) -> None:
    person.window.resize(1280, height)
    heading = headings(person)["Network"]
    places = set()
    for preset in presets().values():
        person.choose_preset(preset.title)
        person.enter("seed", "7")
        QCoreApplication.processEvents()
        places.add(heading.mapTo(person.window, QPoint(0, 0)).y())
    assert len(places) == 1


def test_a_tall_window_shows_more_of_what_a_preset_has_to_say(person: Person) -> None:
    longest = max(presets().values(), key=lambda preset: len(preset.description))
    person.choose_preset(longest.title)
    said = person.find(QWidget, "presetDescription")
    line = said.fontMetrics().lineSpacing()
    lines = []
    for height in (720, 1080, 2160):
        person.window.resize(1280, height)
        QCoreApplication.processEvents()
        lines.append(said.visibleRegion().boundingRect().height() / line)
    assert lines[0] >= 6
    assert lines[1] >= 9
    assert lines[2] <= 12


def test_no_line_of_what_a_preset_has_to_say_is_cut_through(person: Person) -> None:
    longest = max(presets().values(), key=lambda preset: len(preset.description))
    person.choose_preset(longest.title)
    said = person.find(QWidget, "presetDescription")
    for height in range(600, 660, 3):
        person.window.resize(1024, height)
        QCoreApplication.processEvents()
        shown = said.visibleRegion().boundingRect().height()
        assert shown > 0
        assert shown % said.fontMetrics().lineSpacing() == 0


def test_a_group_that_is_opened_comes_into_view(person: Person) -> None:
    person.open_group("Augmentation")
    QCoreApplication.processEvents()
    heading, area = headings(person)["Augmentation"], person.find(QScrollArea, "formArea")
    place = heading.mapTo(area, QPoint(0, 0)).y()
    assert 0 <= place < area.height() // 2
    assert person.find(QWidget, "shift").visibleRegion().isEmpty() is False


def test_the_tab_key_goes_from_a_heading_into_its_group(person: Person) -> None:
    headings(person)["Network"].setFocus()
    for name in ("hidden_layers", "activation", "loss"):
        person.press(Qt.Key.Key_Tab)
        assert person.window.focusWidget().objectName() == name


def test_a_group_that_was_left_open_under_its_former_name_opens(person: Person) -> None:
    person.window._form._area.open_only(["Regularisation"])
    assert person.window._form.open_groups == ["Regularization"]


def test_rarely_used_fields_are_folded(person: Person) -> None:
    assert not person.find(QWidget, "seed").isVisible()
    heading = person.find(QToolButton, "moreNetwork")
    assert heading.text() == "More · Seed"
    person.click("moreNetwork")
    assert person.find(QWidget, "seed").isVisible()
    person.click("moreNetwork")
    assert not person.find(QWidget, "seed").isVisible()


def test_a_fold_opens_when_one_of_its_fields_is_changed(person: Person) -> None:
    person.enter("seed", "7")
    assert person.find(QWidget, "seed").isVisible()
    person.enter("seed", "0")
    assert person.find(QWidget, "seed").isVisible()  # it does not close under the hand
    person.enter("seed", "7")
    person.click("moreNetwork")
    person.enter("epochs", "8")
    assert not person.find(QWidget, "seed").isVisible()
    assert person.find(QToolButton, "moreNetwork").text() == "More · seed 7"


def test_a_fold_follows_the_preset_unless_it_was_opened(person: Person) -> None:
    person.open_group("Regularization")
    average = person.find(QWidget, "ema")
    for preset, visible in (("Best", True), ("Report", False)):
        person.choose_preset(preset)
        assert average.isVisible() == visible
    person.click("moreRegularization")
    person.choose_preset("Best")
    person.choose_preset("Report")
    assert average.isVisible()


def test_a_fold_names_only_what_applies(person: Person) -> None:
    heading = person.find(QToolButton, "moreTraining")
    assert heading.text() == "More · Gradient clipping (norm)"
    person.choose("optimizer", "rmsprop")
    assert heading.text() == "More · Decay ρ, Epsilon ε, Gradient clipping (norm)"


def test_a_fold_that_was_opened_is_open_in_the_next_window(
    person: Person, open_window: Callable[[], MainWindow]
) -> None:
    person.click("moreNetwork")
    person.window.close()
    seed = open_window().findChild(QWidget, "seed")
    assert seed is not None
    assert seed.isVisible()


def test_a_field_is_found_wherever_it_is_folded(person: Person) -> None:
    for name in ("scribbles", "seed", "evaluation_images"):
        person.window._form.reveal(name)
        editor = person.find(QWidget, name)
        assert person.window.focusWidget() is editor
        assert editor.visibleRegion().boundingRect().height() == editor.height()


def test_the_tab_key_follows_the_rows(person: Person) -> None:
    for group in GROUPS:
        person.open_group(group)
    person.click("moreNetwork")
    person.enter("seed", "7")
    person.find(QWidget, "hidden_layers").setFocus()
    rows = person.find(QScrollArea, "formArea").widget()
    places, names = [], []
    while (widget := person.window.focusWidget()).objectName() != "optimizer":
        names.append(widget.objectName())
        places.append(widget.mapTo(rows, widget.rect().center()).y() // 8)
        person.press(Qt.Key.Key_Tab)
    assert names[-4:] == ["moreNetwork", "seedReset", "seed", "trainingGroup"]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("typed", "keys", "found"),
    [("seed", [], "seed"), ("norm", [], "clip_norm"), ("norm", [Qt.Key.Key_Down], "max_norm"),
     ("regularization hidden", [], "dropout"), ("scribb", [], "scribbles")],
)  # fmt: skip
def test_a_field_can_be_looked_for(
    person: Person, typed: str, keys: list[Qt.Key], found: str
) -> None:
    person.choose_action("Settings")  # the form is hidden
    person.choose_action("Find setting…")
    line = person.find(QLineEdit, "fieldFinderText")
    QTest.keyClicks(line, typed)
    for key in [*keys, Qt.Key.Key_Return]:
        QTest.keyClick(line, key)
    editor = person.find(QWidget, found)
    assert editor.visibleRegion().boundingRect().height() == editor.height()
    assert editor.hasFocus() or person.window.focusWidget() is editor


def test_what_is_not_found_stays_in_the_dialog(person: Person) -> None:
    person.choose_action("Find setting…")
    line = person.find(QLineEdit, "fieldFinderText")
    QTest.keyClicks(line, "momentum")  # which plain gradient descent has not
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.isVisible()
    QTest.keyClick(line, Qt.Key.Key_Escape)  # clears what was typed
    assert line.isVisible()
    assert not line.text()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    person.wait(lambda: person.window.findChild(QLineEdit, "fieldFinderText") is None)
