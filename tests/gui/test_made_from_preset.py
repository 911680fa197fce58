"""A run is called after the preset from which the form says that its settings were made."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from gui.session.session import State

from .person import Person
from .run_library_fixture import Visitor

MEMORIZES = "Fails: memorizes 1,000 images"


def shown(person: Person) -> str:
    box = person.find(QComboBox, "presetChooser")
    return box.currentText() or box.placeholderText()


def train(person: Person, **texts: str) -> None:
    """Train the chosen preset, changed, and stop after a mini-batch."""
    for name, text in {"epochs": "7", **texts}.items():
        person.enter(name, text)
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    person.click("stopButton")
    person.wait_for_end()


def test_a_run_is_called_after_its_preset_also_where_an_essential_setting_was_changed(
    person: Person, visitor: Visitor
) -> None:
    person.choose_preset(MEMORIZES)
    train(person, dropout="0.5")
    assert shown(person) == f"{MEMORIZES} (changed)"
    visitor.open(rows=1)
    name = f"{MEMORIZES}: Epochs 7, Dropout (hidden) 0.5"
    assert visitor.texts("name") == [name]
    person.choose_preset("Quick")
    visitor.select(name)
    visitor.act("newFromRun")
    assert shown(person) == f"{MEMORIZES} (changed)"
    person.choose_preset("Quick")
    person.window.activateWindow()
    visitor.select(name)
    visitor.act("continueRun")
    person.wait(lambda: person.field("dropout") == "0.5")
    assert shown(person) == f"{MEMORIZES} (changed)"


def test_a_run_is_called_after_a_preset_of_the_user(person: Person, visitor: Visitor) -> None:
    person.choose_preset("Quick")
    person.enter("l2", "3")
    person.choose_action("Save as preset…")
    line = person.find(QLineEdit, "presetTitle")
    line.setText("Mine")
    QTest.keyClick(line, Qt.Key.Key_Return)
    person.wait(lambda: shown(person) == "Mine")
    train(person)
    visitor.open(rows=1)
    assert visitor.texts("name") == ["Mine: Epochs 7"]
