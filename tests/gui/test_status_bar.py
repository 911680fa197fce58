"""The message at the bottom: what passes goes, what is true stays."""

from pathlib import Path

from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from core.training.events import Status, TrainingEnd
from gui.session.session import State
from gui.status_bar import StatusBar

from .person import Person


def test_a_passing_message_gives_way_to_the_state(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    ready = bar.text()
    bar.say("Something happened.")
    assert bar.text() == bar.toolTip() == "Something happened."
    bar._passing.setInterval(0)
    bar.say("Something else happened.")
    qtbot.waitUntil(lambda: bar.text() == ready)


def test_what_is_in_progress_stays_until_the_next_message(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar._passing.setInterval(0)
    bar.say("Reading …")
    qtbot.wait(20)
    assert bar.text() == "Reading …"
    bar.show_state(State.RUNNING, "Report", has_model=True)
    assert bar.text() == "Training · Report"


def test_a_passing_message_during_a_training_is_followed_by_it(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.say("Something happened.")
    bar.show_state(State.RUNNING, "Report", has_model=True)
    assert bar.text() == "Training · Report"
    assert not bar._passing.isActive()


def test_a_search_that_runs_is_shown_until_it_ends(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    ready = bar.text()
    bar.show_standing("The loss has grown to 47,072.")
    bar.show_search("Search “Mine”: trial 1 of 3")
    assert bar.text() == bar.toolTip() == "Search “Mine”: trial 1 of 3"
    bar.say("Saved.")
    bar.show_search("Search “Mine”: trial 2 of 3")
    assert bar.text() == "Saved."
    bar._passing.setInterval(0)
    bar._passing.start()
    qtbot.waitUntil(lambda: bar.text() == "Search “Mine”: trial 2 of 3")
    bar.show_standing(ready)
    bar.show_search("")
    assert bar.text() == ready


def test_what_came_of_a_search_stays_until_something_else_happens(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_standing("Completed 15 epochs in 3.9 s · saved in a folder")  # an older training
    bar.show_search("Repetition “Mine”: seed 3 of 3")
    bar.show_search("")
    bar.show_search_end("The repetition “Mine” has ended: 3 of 3 seeds.")
    bar._passing.setInterval(0)
    bar.say("Saved.")
    qtbot.waitUntil(lambda: bar.text() == "The repetition “Mine” has ended: 3 of 3 seeds.")
    bar.show_state(State.RUNNING, "Report", has_model=True)
    assert bar.text() == "Training · Report"


def test_the_end_of_a_search_does_not_hide_that_a_training_can_go_on(person: Person) -> None:
    bar = person.find(StatusBar, "statusMessage")
    person.begin()
    person.click("stopButton")
    person.wait_for(State.STOPPED)
    before = bar.text()
    bar.show_search_end("The search “Mine” has ended.")
    assert bar.text() == "The search “Mine” has ended."
    bar.say("")
    assert before.split(" ·")[0] in bar.text()


def test_a_search_and_a_training_are_shown_together(person: Person) -> None:
    bar = person.find(StatusBar, "statusMessage")
    bar.show_search("Search “Mine”: trial 1 of 3")
    person.click("startButton")
    person.wait(lambda: bar.text().startswith("Search “Mine”: trial 1 of 3 · Training · "))
    person.click("stopButton")
    person.wait(lambda: not person.window.session.active)


def test_the_parts_of_a_message_are_joined_by_one_mark(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar._remember_folder(Path("runs"))
    reason = "Stopped early: the validation loss has not improved."
    bar._show_end(TrainingEnd(Status.COMPLETED, 3, 1.0, reason))
    said = "Completed 3 epochs in 1.0 s · Stopped early: the validation loss has not improved"
    assert bar.text() == f"{said} · saved in runs"


def test_a_message_without_room_ends_in_its_place(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(200, bar.sizeHint().height())
    bar.say("word " * 100)
    picture = bar.grab().toImage()
    background = bar.palette().color(QPalette.ColorRole.Window)
    right = {picture.pixelColor(195, y).name() for y in range(picture.height())}
    assert right == {background.name()}
