"""What can be changed while a network learns."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QProgressBar, QToolButton, QWidget

from core.training.events import EpochEnd, LiveChange
from gui.session.session import State

from .person import SMALL, Person
from .run_library_fixture import Library, Visitor


def changes(person: Person) -> list[dict[str, object]]:
    return [dict(event.values) for event in person.heard(LiveChange)]


def stop(person: Person) -> None:
    person.click("stopButton")
    person.wait_for_end()


def test_a_new_learning_rate_applies_while_the_network_learns(person: Person, home: Path) -> None:
    person.begin()
    person.enter("learning_rate", "1e-3", done=True)
    person.wait_for_events(LiveChange)
    stop(person)
    assert changes(person) == [{"learning_rate": 0.001}]
    (history,) = (home / "data" / "runs").glob("*/history.jsonl")
    records = [json.loads(line) for line in history.read_text().splitlines()]
    assert [r["values"] for r in records if r["event"] == "change"] == changes(person)


def test_a_value_can_be_changed_and_changed_back(person: Person) -> None:
    person.begin()
    for count, text in enumerate(("1e-3", "0.5e-3"), start=1):
        person.enter("learning_rate", text, done=True)
        person.wait_for_events(LiveChange, count)
    stop(person)
    assert changes(person) == [{"learning_rate": 0.001}, {"learning_rate": 0.0005}]


def test_leaving_a_field_after_enter_changes_nothing_again(person: Person) -> None:
    person.begin()
    person.enter("learning_rate", "1e-3", done=True)
    person.see("l2")
    person.enter("l2", "2", done=True)
    person.wait(lambda: {"l2": 2.0} in changes(person))
    stop(person)
    assert changes(person) == [{"learning_rate": 0.001}, {"l2": 2.0}]


def test_a_value_applies_when_it_is_entered_and_not_before(person: Person) -> None:
    person.begin()
    person.enter("learning_rate", "1e-3")
    person.wait_for_events(EpochEnd, 2)
    assert changes(person) == []
    person.find(QComboBox, "presetChooser").setFocus()
    stop(person)


def test_a_change_during_a_pause_applies(person: Person) -> None:
    person.begin()
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    person.enter("learning_rate", "1e-3", done=True)
    person.wait_for_events(LiveChange)
    assert person.session.state is State.PAUSED
    assert changes(person) == [{"learning_rate": 0.001}]


def test_fewer_epochs_end_the_training_sooner(person: Person) -> None:
    person.begin()
    person.wait_for_events(EpochEnd)
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    person.click("stepButton", Qt.KeyboardModifier.ShiftModifier)
    person.wait_for(State.PAUSED)
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    person.enter("epochs", "1", done=True)
    person.wait_for_events(LiveChange)
    person.click("pauseButton")
    person.wait_for_end()
    assert changes(person) == [{"epochs": 1}]
    last = person.heard(EpochEnd)[-1].epoch
    assert last > 1
    assert person.text("progressText") == f"epoch {last}/{last}"
    assert person.find(QProgressBar, "trainingProgress").value() == 1000


def test_what_needs_a_new_network_waits_for_it(person: Person) -> None:
    person.begin()
    person.open_group("Data")
    for name, text in (("hidden_layers", "5"), ("seed", "64"), ("training_images", "9")):
        person.enter(name, text, done=True)
    person.wait_for_events(EpochEnd, 2)
    stop(person)
    assert changes(person) == []
    assert person.heard(EpochEnd)[-1].epoch == len(person.heard(EpochEnd))


def test_an_invalid_text_says_that_the_training_goes_on_without_it(person: Person) -> None:
    person.begin()
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    person.enter("learning_rate", "x", done=True)
    notice = person.find(QToolButton, "formNotice")
    assert notice.accessibleName() == "Not valid: Learning rate η. The training keeps its own."
    for name in ("pauseButton", "stepButton"):
        assert person.enabled(name)
        assert "goes on with the settings that it had" in person.find(QWidget, name).toolTip()
    person.enter("learning_rate", "0.5", done=True)
    assert "goes on with" not in person.find(QWidget, "stepButton").toolTip()
    stop(person)


def test_an_invalid_text_changes_nothing(person: Person) -> None:
    person.begin()
    for text in ("x", "-1", ""):
        person.enter("learning_rate", text, done=True)
    person.wait_for_events(EpochEnd, 2)
    stop(person)
    assert changes(person) == []
    assert not person.enabled("startButton")


def test_a_preset_chosen_while_training_changes_what_can_change(person: Person) -> None:
    person.begin(epochs="9999")
    person.choose_preset("Report")
    person.wait_for_events(LiveChange)
    stop(person)
    assert changes(person) == [{"epochs": 100}]


def test_settings_of_another_run_are_for_the_next_one(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("other", settings={"learning_rate": 0.004})
    person.begin()
    person.click("stopButton")
    person.wait_for(State.STOPPED)
    visitor.open()
    person.wait(lambda: "other" in visitor.texts("name"))
    visitor.select("other")
    visitor.act("newFromRun")
    person.window.activateWindow()  # the menu was the active window
    notice = person.find(QToolButton, "formNotice")
    assert person.field("learning_rate") == "0.004"
    waiting = notice.accessibleName()
    for name in ("Learning rate η", "Hidden layers", "Epochs"):
        assert name in waiting
    assert waiting.startswith("For the next run: ")
    assert "Enter in a field also changes the present training: " in notice.toolTip()
    assert "for the next run: the present training keeps its own" in person.text("statusMessage")
    count = len(person.heard(EpochEnd))
    person.click("pauseButton")
    person.wait_for_events(EpochEnd, count + 1)
    assert person.text("statusMessage") == f"Training · {SMALL}: Epochs 10,000"
    assert notice.accessibleName() == waiting
    assert changes(person) == []
    person.line("learning_rate").setFocus()
    person.press(Qt.Key.Key_Return)
    person.wait_for_events(LiveChange)
    assert "Learning rate" not in notice.accessibleName()
    person.find(QComboBox, "presetChooser").setFocus()
    person.choose_action("Undo change of all settings")
    assert person.field("hidden_layers") == "20"
    assert notice.accessibleName() == "For the next run: Learning rate η"
    stop(person)
    assert changes(person) == [{"learning_rate": 0.004}]
    assert "Learning rate η" in notice.accessibleName()


def test_what_is_being_typed_is_not_said_to_wait(person: Person) -> None:
    person.begin()
    notice = person.find(QToolButton, "formNotice")
    person.enter("learning_rate", "0.004")
    assert not notice.isVisible()
    person.press(Qt.Key.Key_Return)
    person.wait_for_events(LiveChange)
    assert not notice.isVisible()
    stop(person)
    assert not notice.isVisible()


def test_what_is_entered_while_the_training_stops_is_for_the_next_one(person: Person) -> None:
    person.begin()
    person.click("stopButton")
    assert person.session.state is State.STOPPING
    person.enter("learning_rate", "0.004", done=True)
    person.wait_for(State.STOPPED)
    notice = person.find(QToolButton, "formNotice")
    assert notice.accessibleName() == "For the next run: Learning rate η"
    person.wait_for_end()
