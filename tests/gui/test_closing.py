"""How the window closes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QThread
from PySide6.QtWidgets import QApplication, QSplitter
from pytestqt.qtbot import QtBot

from core.foundation.errors import ExportError
from core.runs.checkpoints import latest_consistent_checkpoint
from core.runs.run import RunState, read_run
from core.training.events import BatchEnd, EpochEnd, Status
from gui.app import create_main_window
from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Task
from gui.main_tabs import MainTabs
from gui.main_window import MainWindow
from gui.session.session import State

from .person import Person


def running(person: Person) -> list[QThread]:
    return [thread for thread in person.threads() if thread.isRunning()]


def test_an_idle_window_closes_at_once(person: Person) -> None:
    assert person.window.close()
    assert not person.window.isVisible()
    assert not person.dialogs("closeQuestion")


def test_what_could_not_be_written_is_said_and_then_the_program_ends(
    person: Person, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be written")
    quits: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda: quits.append(True))
    assert person.window.close()
    for what in ("It", "Another file"):
        error = ExportError(f"{what} cannot be written.")
        person.window.findChild(ErrorReporter).report(error)
    first, second = person.dialogs("errorDialog")
    first.close()
    assert quits == []
    second.close()
    assert quits == [True]


def test_a_window_in_training_asks_first(person: Person) -> None:
    person.begin()
    assert not person.window.close()
    assert len(person.dialogs("closeQuestion")) == 1
    assert person.window.isVisible()


def test_the_question_says_when_the_training_has_ended(person: Person) -> None:
    person.begin()
    assert not person.window.close()
    (question,) = person.dialogs("closeQuestion")
    person.session.stop()
    person.wait_for_end()
    assert question.text() == "The training has ended meanwhile."
    person.answer("Cancel")
    person.wait(lambda: not person.dialogs("closeQuestion"))
    assert person.window.isVisible()


def test_the_question_speaks_of_a_paused_training(person: Person) -> None:
    person.begin()
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    assert not person.window.close()
    (question,) = person.dialogs("closeQuestion")
    assert question.text() == "The training is paused."
    person.answer("Cancel")
    person.wait(lambda: not person.dialogs("closeQuestion"))
    assert person.window.isVisible()
    assert person.session.state is State.PAUSED


def test_keep_training_keeps_it(person: Person) -> None:
    person.begin()
    person.window.close()
    person.answer("Keep training")
    person.wait(lambda: not person.dialogs("closeQuestion"))
    seen = len(person.heard(EpochEnd))
    person.wait_for_events(EpochEnd, seen + 2)
    assert person.window.isVisible()
    assert person.session.state is State.RUNNING


def test_a_window_closed_at_once_starts_no_thread_afterwards(qtbot: QtBot, home: Path) -> None:
    window = create_main_window()
    assert window.close()
    QCoreApplication.processEvents()
    assert not [thread for thread in window.findChildren(QThread) if thread.isRunning()]
    window.deleteLater()


@pytest.mark.parametrize("paused", [False, True])
def test_quit_leaves_a_run_to_go_on_with(person: Person, home: Path, paused: bool) -> None:
    person.begin()
    person.wait_for_events(EpochEnd)
    if paused:
        person.click("pauseButton")
        person.wait_for(State.PAUSED)
    person.window.close()
    person.answer("Quit")
    assert not person.window.isVisible()
    assert not running(person)
    (folder,) = (home / "data" / "runs").iterdir()
    run = read_run(folder)
    assert run.state is RunState.INTERRUPTED
    # The last that was told may not have been fetched before the window went.
    heard, seen = person.heard(EpochEnd), person.heard(BatchEnd)[-1].images_seen
    assert run.epochs[: len(heard)] == heard
    checkpoint = latest_consistent_checkpoint(run)
    assert checkpoint is not None
    assert checkpoint.records == len(run.records)
    assert checkpoint.state.progress.images_seen >= seen


@pytest.mark.parametrize("evaluating", [False, True])
def test_nothing_begins_after_the_window_has_closed(
    person: Person, monkeypatch: pytest.MonkeyPatch, evaluating: bool
) -> None:
    person.begin()
    person.wait_for_events(EpochEnd)
    if evaluating:
        person.click("evaluateButton")
    begun = []
    start = Task.start
    person.window.close()  # asks, and the training goes on meanwhile
    monkeypatch.setattr(Task, "start", lambda task: (begun.append(task), start(task)))
    person.answer("Quit")
    person.wait_for_threads()
    assert begun == []
    assert [end.status for end in person.ends] == [Status.STOPPED]


def test_the_window_can_close_after_the_training_has_ended_under_the_question(
    person: Person,
) -> None:
    person.begin(epochs="3")
    person.window.close()
    person.wait_for_end()
    person.answer("Quit")
    assert not person.window.isVisible()
    assert person.ends[0].status is Status.COMPLETED


def test_the_window_closes_during_an_evaluation(person: Person) -> None:
    person.train()
    person.click("evaluateButton")
    assert person.window.close()
    assert not running(person)


def test_no_evaluation_follows_the_one_during_which_the_window_closes(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.train()
    for _ in range(2):
        person.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    begun = []
    start = Task.start
    monkeypatch.setattr(Task, "start", lambda task: (begun.append(task), start(task)))
    assert person.window.close()
    person.wait_for_threads()
    assert begun == []


def test_the_next_window_has_the_columns_of_the_last(
    window: MainWindow, open_window: Callable[[], MainWindow]
) -> None:
    window.findChild(QSplitter).setSizes([330, 500, 450])
    window.close()
    assert open_window().findChild(QSplitter).sizes() == window.findChild(QSplitter).sizes()


def test_the_tab_that_was_shown_is_shown_again(
    window: MainWindow, open_window: Callable[[], MainWindow]
) -> None:
    tabs = window.findChild(MainTabs)
    assert tabs.tabText(tabs.currentIndex()) == "Curves"
    tabs.setCurrentIndex(1)
    window.close()
    assert open_window().findChild(MainTabs).currentIndex() == 1
