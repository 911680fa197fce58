"""The message at the bottom: what passes goes, what is true stays."""

from pytestqt.qtbot import QtBot

from gui.session.session import State
from gui.status_bar import StatusBar


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
