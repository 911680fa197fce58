"""Of the work with one key that waits, the latest is run."""

from collections.abc import Callable
from threading import Event, Lock

import pytest
from pytestqt.qtbot import QtBot

from gui.common.tasks import Policy, TaskRunner

from .person import PATIENCE


class Results:
    """All that has been returned."""

    def __init__(self, runner: TaskRunner) -> None:
        self.returned: list[object] = []
        self.errors: list[Exception] = []
        runner.returned.connect(self.returned.append)
        runner.failed.connect(self.errors.append)


@pytest.fixture
def runner(qtbot: QtBot) -> TaskRunner:
    return TaskRunner(policy=Policy.LATEST)


def after(event: Event, result: str) -> Callable[[], str]:
    def function() -> str:
        assert event.wait(PATIENCE / 1000)
        return result

    return function


def test_of_each_key_only_the_newest_is_run(runner: TaskRunner, qtbot: QtBot) -> None:
    results, go = Results(runner), Event()
    runner.call(after(go, "first"), "a")
    for number in range(5):
        runner.call(lambda number=number: f"a{number}", "a")
        runner.call(lambda number=number: f"b{number}", "b")
    go.set()
    qtbot.waitUntil(lambda: len(results.returned) == 3, timeout=PATIENCE)
    assert results.returned == ["first", "a4", "b4"]


def test_never_two_at_a_time(runner: TaskRunner, qtbot: QtBot) -> None:
    results, busy = Results(runner), Lock()

    def function() -> bool:
        alone = busy.acquire(blocking=False)
        busy.release()
        return alone

    for kind in "abcdef":
        runner.call(function, kind)
    qtbot.waitUntil(lambda: len(results.returned) == 6, timeout=PATIENCE)
    assert all(results.returned)


def test_a_task_that_fails_does_not_stop_the_next(runner: TaskRunner, qtbot: QtBot) -> None:
    results = Results(runner)
    runner.call(lambda: 1 // 0, "a")
    runner.call(lambda: "b", "b")
    qtbot.waitUntil(lambda: results.returned == ["b"], timeout=PATIENCE)
    assert [type(error) for error in results.errors] == [ZeroDivisionError]


def test_what_waited_when_all_was_cancelled_is_not_run(runner: TaskRunner, qtbot: QtBot) -> None:
    results, go = Results(runner), Event()
    runner.call(after(go, "a"), "a")
    runner.call(lambda: "b", "b")
    runner.cancel()
    go.set()
    runner.call(lambda: "c", "c")
    qtbot.waitUntil(lambda: "c" in results.returned, timeout=PATIENCE)
    assert results.returned == ["c"]
