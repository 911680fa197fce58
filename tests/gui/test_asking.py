"""Questions that a thread answers."""

from collections.abc import Callable
from threading import Event, Lock

import pytest
from pytestqt.qtbot import QtBot

from gui.common.tasks import LatestTaskRunner

from .person import PATIENCE


class Answers:
    """All that has been answered."""

    def __init__(self, asking: LatestTaskRunner) -> None:
        self.answers: list[object] = []
        self.errors: list[Exception] = []
        asking.answered.connect(self.answers.append)
        asking.failed.connect(self.errors.append)


@pytest.fixture
def asking(qtbot: QtBot) -> LatestTaskRunner:
    return LatestTaskRunner()


def after(event: Event, answer: str) -> Callable[[], str]:
    def question() -> str:
        assert event.wait(PATIENCE / 1000)
        return answer

    return question


def test_of_each_kind_only_the_newest_is_answered(asking: LatestTaskRunner, qtbot: QtBot) -> None:
    heard, go = Answers(asking), Event()
    asking.ask("a", after(go, "first"))
    for number in range(5):
        asking.ask("a", lambda number=number: f"a{number}")
        asking.ask("b", lambda number=number: f"b{number}")
    go.set()
    qtbot.waitUntil(lambda: len(heard.answers) == 3, timeout=PATIENCE)
    assert heard.answers == ["first", "a4", "b4"]


def test_never_two_at_a_time(asking: LatestTaskRunner, qtbot: QtBot) -> None:
    heard, busy = Answers(asking), Lock()

    def question() -> bool:
        alone = busy.acquire(blocking=False)
        busy.release()
        return alone

    for kind in "abcdef":
        asking.ask(kind, question)
    qtbot.waitUntil(lambda: len(heard.answers) == 6, timeout=PATIENCE)
    assert all(heard.answers)


def test_a_question_that_fails_does_not_stop_the_next(
    asking: LatestTaskRunner, qtbot: QtBot
) -> None:
    heard = Answers(asking)
    asking.ask("a", lambda: 1 // 0)
    asking.ask("b", lambda: "b")
    qtbot.waitUntil(lambda: heard.answers == ["b"], timeout=PATIENCE)
    assert [type(error) for error in heard.errors] == [ZeroDivisionError]


def test_after_the_end_what_waited_is_not_begun(asking: LatestTaskRunner, qtbot: QtBot) -> None:
    heard, go = Answers(asking), Event()
    asking.ask("a", after(go, "a"))
    asking.ask("b", lambda: "b")
    go.set()
    asking.wait_for_end()
    asking.ask("c", lambda: "c")
    qtbot.waitUntil(lambda: "c" in heard.answers, timeout=PATIENCE)
    assert "b" not in heard.answers
