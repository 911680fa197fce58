"""Questions that a thread answers."""

from collections.abc import Callable
from threading import Event, Lock

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from gui.explaining.asking import Asking

from .person import PATIENCE


class Heard:
    """All that has been answered."""

    def __init__(self, asking: Asking) -> None:
        self.answers: list[object] = []
        self.errors: list[Exception] = []
        asking.answered.connect(self.answers.append)
        asking.failed.connect(self.errors.append)


@pytest.fixture
def asking(qtbot: QtBot) -> Asking:
    return Asking()


def after(event: Event, answer: str) -> Callable[[], str]:
    def question() -> str:
        assert event.wait(PATIENCE / 1000)
        return answer

    return question


def test_of_each_kind_only_the_newest_is_answered(asking: Asking, qtbot: QtBot) -> None:
    heard, go = Heard(asking), Event()
    asking.ask("a", after(go, "first"))
    for number in range(5):
        asking.ask("a", lambda number=number: f"a{number}")
        asking.ask("b", lambda number=number: f"b{number}")
    go.set()
    qtbot.waitUntil(lambda: len(heard.answers) == 3, timeout=PATIENCE)
    assert heard.answers == ["first", "a4", "b4"]


def test_never_two_at_a_time(asking: Asking, qtbot: QtBot) -> None:
    heard, busy = Heard(asking), Lock()

    def question() -> bool:
        alone = busy.acquire(blocking=False)
        busy.release()
        return alone

    for kind in "abcdef":
        asking.ask(kind, question)
    qtbot.waitUntil(lambda: len(heard.answers) == 6, timeout=PATIENCE)
    assert all(heard.answers)


def test_a_question_that_fails_does_not_stop_the_next(asking: Asking, qtbot: QtBot) -> None:
    heard = Heard(asking)
    asking.ask("a", lambda: 1 // 0)
    asking.ask("b", lambda: "b")
    qtbot.waitUntil(lambda: heard.answers == ["b"], timeout=PATIENCE)
    assert [type(error) for error in heard.errors] == [ZeroDivisionError]


def test_after_the_end_nothing_is_begun(asking: Asking, qtbot: QtBot) -> None:
    heard, go = Heard(asking), Event()
    asking.ask("a", after(go, "a"))
    asking.ask("b", lambda: "b")
    go.set()
    asking.wait_for_end()
    qtbot.waitUntil(lambda: not asking.findChildren(QThread), timeout=PATIENCE)
    assert heard.answers in ([], ["a"])  # what was answered before the end may be heard
