"""The hints about a training, beside its progress."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QDialog, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.hints.hint import Hint, Kind, Remedy
from core.hyperparameters.fields import Value
from core.training.events import EpochEnd, LiveChange
from gui.common.settings import WindowSettings
from gui.session.session import State
from gui.training.hints.hint_bar import HintBar

from .person import Person
from .widget_walk import problems

SLOW, FAST = "Fails: learning rate too low", "Fails: learning rate too high"
SWITCH = "Hints about the training"


def bar(person: Person) -> HintBar:
    return person.find(HintBar, "hintBar")


def wait_for_hint(person: Person) -> None:
    person.wait(lambda: bar(person).isVisible())


def begin(person: Person, title: str, epochs: int = 60) -> None:
    person.choose_preset(title)
    person.enter("epochs", str(epochs))
    person.click("startButton")


def places(person: Person) -> list[QRect]:
    names = ("centre", "lossPlot", "hyperparameterForm", "drawingPad", "startButton")
    return [person.find(QWidget, name).geometry() for name in names]


def test_a_slow_training_has_a_hint_with_its_reason_and_moves_nothing(person: Person) -> None:
    before = places(person)
    assert not bar(person).isVisible()
    begin(person, SLOW)
    wait_for_hint(person)
    assert places(person) == before
    hint = bar(person).hint
    assert hint is not None
    assert hint.text == "The training is very slow: the learning rate is too low."
    assert person.find(QWidget, "hintText").accessibleName() == f"Hint: {hint.text}"
    person.click("hintReasonButton")
    dialog = person.find(QDialog, "hintReason")
    assert "only 11." in person.text("hintReasonText")
    assert person.text("hintRemedyText") == "What helps: Learning rate → 0.005"
    assert problems(dialog) == []
    dialog.reject()
    person.click("stopButton")
    person.wait_for_end()


def test_its_remedy_is_a_live_change_that_can_be_undone(person: Person) -> None:
    begin(person, SLOW)
    wait_for_hint(person)
    person.click("hintRemedyButton")
    assert not bar(person).isVisible()
    assert person.field("learning_rate") == "0.005"
    person.wait_for_events(LiveChange)
    undo = person.window._form.undo_stack
    assert undo.undoText() == "hint: Learning rate → 0.005"
    undo.undo()
    person.wait_for_events(LiveChange, 2)
    person.click("stopButton")
    person.wait_for_end()
    rates = [change.values["learning_rate"] for change in person.heard(LiveChange)]
    assert rates == [0.005, 0.0005]


def test_a_new_run_starts_only_with_a_click_and_keeps_the_old_one(person: Person) -> None:
    begin(person, FAST)
    wait_for_hint(person)
    remedy = person.find(QToolButton, "hintRemedyButton")
    assert remedy.accessibleName() == "New run: learning rate → 3"
    assert "Stop this training, which stays in “Runs”" in remedy.toolTip()
    first = person.session.training_id
    person.click("hintRemedyButton")
    person.wait(lambda: person.session.training_id != first)
    assert person.session.settings is not None
    assert person.session.settings.learning_rate == 3.0
    assert person.field("learning_rate") == "3"
    assert not bar(person).isVisible()
    ended = person.session.position
    person.wait_for(State.RUNNING)
    person.wait(lambda: person.session.position != ended)
    person.click("stopButton")
    person.wait_for(State.STOPPED)


def test_after_the_end_the_remedy_is_a_new_run(person: Person) -> None:
    begin(person, SLOW, 3)
    person.wait_for_end()
    wait_for_hint(person)
    hint = bar(person).hint
    assert hint is not None
    assert hint.remedy is not None
    assert hint.remedy.label == "New run: learning rate → 0.005"


def test_a_hint_that_was_closed_does_not_come_back_in_this_run(person: Person) -> None:
    begin(person, SLOW)
    wait_for_hint(person)
    person.click("closeHintButton")
    assert not bar(person).isVisible()
    count = len(person.heard(EpochEnd))
    person.wait_for_events(EpochEnd, count + 4)
    assert not bar(person).isVisible()
    person.click("stopButton")
    person.wait_for_end()
    begin(person, SLOW, 4)
    wait_for_hint(person)  # another run
    person.wait_for_end()


def test_the_switch_is_remembered(person: Person) -> None:
    action = person.action(SWITCH)
    assert action.isChecked()
    begin(person, SLOW)
    wait_for_hint(person)
    person.choose_action(SWITCH)
    assert not bar(person).isVisible()
    person.wait(lambda: not WindowSettings().switch("hints"))
    person.choose_action(SWITCH)
    wait_for_hint(person)
    person.click("stopButton")
    person.wait_for_end()


def test_a_range_test_is_compared_with_the_training_if_it_holds_for_it(person: Person) -> None:
    hints = person.window._hints
    person.train(epochs="3", learning_rate="0.001", training_images="2000")
    person.wait_for_threads()
    assert not bar(person).isVisible()
    settings = person.session.settings
    assert settings is not None
    hints.note_range_test(settings.with_values({"batch_size": 10}), 0.05)
    person.wait_for_threads()
    assert not bar(person).isVisible()
    person.wait(lambda: not hints._pause.isActive())
    hints.note_range_test(settings.with_values({"learning_rate": 1.0, "seed": 3}), 0.05)
    wait_for_hint(person)
    hint = bar(person).hint
    assert hint is not None
    assert hint.text == "The learning rate is 50 times lower than the range test suggests."


def test_the_range_test_of_the_window_is_compared_with_the_training(person: Person) -> None:
    person.train(learning_rate="0.00005")
    person.wait_for_threads()
    assert not bar(person).isVisible()
    person.choose_action("Find learning rate…")
    wait_for_hint(person)
    hint = bar(person).hint
    assert hint is not None
    assert hint.kind is Kind.FAR_FROM_RANGE_TEST
    assert hint.remedy is not None
    assert hint.remedy.label == "New run: learning rate → 0.0024"


def test_where_there_is_little_room_the_remedy_is_named_in_fewer_words(qtbot: QtBot) -> None:
    values: dict[str, Value] = {"activation": "relu", "initializer": "he"}
    line = HintBar()
    qtbot.addWidget(line)
    hint = Hint(Kind.VANISHING, 1, "Vanishing gradients: few.", "Numbers.", Remedy(values, True))
    line.show_hint(hint, active=True)
    button = line.findChild(QToolButton, "hintRemedyButton")
    assert button is not None
    line.resize(1000, 30)
    assert button.text() == "New run: activation → ReLU, initial weights → He"
    line.resize(300, 30)
    assert button.text() == "New run"
    assert "ReLU" in button.toolTip()
