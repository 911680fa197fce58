"""Work in a thread of its own."""

import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from gui.common.tasks import Publish, Task, TaskRunner, Work, some_run_on

PATIENCE = 30_000


class Listener:
    """What a job has said, and in which thread it arrived."""

    def __init__(self, job: Task | TaskRunner) -> None:
        self.received: list[object] = []
        self.threads: set[QThread] = set()
        self.ends: list[object] = []
        job.received.connect(self._receive)
        job.finished.connect(self._finish)
        job.failed.connect(self._fail)

    def _receive(self, published: list[object]) -> None:
        self.received += published
        self.threads.add(threading.current_thread())

    def _finish(self) -> None:
        self.ends.append("finished")

    def _fail(self, error: Exception) -> None:
        self.ends.append(error)


def run(qtbot: QtBot, work: Work) -> Listener:
    job = Task(work)
    listener = Listener(job)
    job.start()
    qtbot.waitUntil(lambda: bool(listener.ends), timeout=PATIENCE)
    return listener


def test_all_that_is_published_arrives_in_order(qtbot: QtBot) -> None:
    def work(publish: Publish) -> None:
        for number in range(10_000):
            publish(number)

    listener = run(qtbot, work)
    assert listener.received == list(range(10_000))
    assert listener.ends == ["finished"]


def test_what_is_published_arrives_in_the_thread_of_the_window(qtbot: QtBot) -> None:
    at_work = []

    def work(publish: Publish) -> None:
        at_work.append(QThread.currentThread())
        publish(1)

    listener = run(qtbot, work)
    assert listener.threads == {threading.main_thread()}
    assert at_work[0] is not QThread.currentThread()


@pytest.mark.parametrize("error", [ValueError("seven"), MemoryError(), KeyError("x")], ids=repr)
def test_an_exception_arrives_in_failed(qtbot: QtBot, error: Exception) -> None:
    def work(publish: Publish) -> None:
        publish(1)
        raise error

    listener = run(qtbot, work)
    assert listener.received == [1]
    assert listener.ends == [error]


def test_waiting_tells_whether_the_thread_has_ended(qtbot: QtBot) -> None:
    go_on = threading.Event()
    job = Task(lambda publish: bool(go_on.wait()) and None)
    listener = Listener(job)
    job.start()
    assert not job.wait(1)
    go_on.set()
    assert job.wait(PATIENCE)
    assert job.wait()
    qtbot.waitUntil(lambda: listener.ends == ["finished"], timeout=PATIENCE)


def wait_for_ends(qtbot: QtBot, listener: Listener, count: int = 1) -> None:
    qtbot.waitUntil(lambda: len(listener.ends) == count, timeout=PATIENCE)


@pytest.fixture
def one(qtbot: QtBot) -> TaskRunner:
    return TaskRunner()


def test_one_job_follows_the_other_whatever_the_end(qtbot: QtBot, one: TaskRunner) -> None:
    error = ValueError("seven")

    def fail(publish: Publish) -> None:
        raise error

    listener = Listener(one)
    for number, work in enumerate([lambda p: p(1), fail, lambda p: p(2)], start=1):
        one.start(work)
        wait_for_ends(qtbot, listener, number)
    assert listener.received == [1, 2]
    assert listener.ends == ["finished", error, "finished"]


def test_one_job_is_busy_until_its_end_is_told(qtbot: QtBot, one: TaskRunner) -> None:
    go_on = threading.Event()
    listener = Listener(one)
    assert not one.busy
    one.start(lambda publish: bool(go_on.wait()) and None)
    assert one.busy
    go_on.set()
    assert one.wait()
    assert one.busy
    wait_for_ends(qtbot, listener)
    assert not one.busy


def test_a_second_job_is_refused_while_one_is_under_way(qtbot: QtBot, one: TaskRunner) -> None:
    go_on = threading.Event()
    listener = Listener(one)
    one.start(lambda publish: bool(go_on.wait()) and None)
    with pytest.raises(RuntimeError, match="one job at a time"):
        one.start(lambda publish: publish(1))
    go_on.set()
    wait_for_ends(qtbot, listener)
    assert listener.received == []


def test_the_next_job_can_be_started_at_the_end_of_the_last(qtbot: QtBot, one: TaskRunner) -> None:
    listener = Listener(one)
    left = [3, 2, 1]

    def go_on() -> None:
        if left:
            number = left.pop()
            one.start(lambda publish: publish(number))

    one.finished.connect(go_on)
    go_on()
    wait_for_ends(qtbot, listener, 3)
    assert listener.received == [1, 2, 3]


def test_without_a_job_there_is_nothing_to_wait_for(one: TaskRunner) -> None:
    assert one.wait()
    assert one.wait(0)


def test_a_job_that_has_ended_is_let_go(qtbot: QtBot, one: TaskRunner) -> None:
    listener = Listener(one)
    one.start(lambda publish: publish(1))
    wait_for_ends(qtbot, listener)
    qtbot.waitUntil(lambda: one.findChildren(QThread) == [], timeout=PATIENCE)


def test_a_cancelled_work_ends_where_it_publishes_next(qtbot: QtBot, one: TaskRunner) -> None:
    go_on, reached = threading.Event(), []

    def work(publish: Publish) -> None:
        publish(1)
        go_on.wait()
        publish(2)
        reached.append(True)

    listener = Listener(one)
    one.start(work)
    qtbot.waitUntil(lambda: listener.received == [1], timeout=PATIENCE)
    threading.Timer(0.01, go_on.set).start()
    one.end()
    wait_for_ends(qtbot, listener)
    assert (listener.received, listener.ends, reached) == ([1], ["finished"], [])


def test_why_a_cancelled_work_failed_is_not_told(qtbot: QtBot, one: TaskRunner) -> None:
    go_on = threading.Event()

    def work(publish: Publish) -> None:
        publish(1)
        go_on.wait()
        raise ValueError("a file that nobody wants any more")

    listener = Listener(one)
    one.start(work)
    qtbot.waitUntil(lambda: listener.received == [1], timeout=PATIENCE)
    threading.Timer(0.01, go_on.set).start()
    one.end()
    wait_for_ends(qtbot, listener)
    assert listener.ends == ["finished"]


def test_of_an_abandoned_work_nothing_is_heard(qtbot: QtBot, one: TaskRunner) -> None:
    go_on = threading.Event()
    listener = Listener(one)
    one.start(lambda publish: bool(go_on.wait()) and publish(1))
    one.end(milliseconds=1)
    assert not one.busy
    assert some_run_on()
    one.start(lambda publish: publish(2))
    go_on.set()
    wait_for_ends(qtbot, listener)
    qtbot.waitUntil(lambda: not some_run_on(), timeout=PATIENCE)
    assert (listener.received, listener.ends) == ([2], ["finished"])


def test_an_end_that_is_on_its_way_does_not_end_the_next_work(
    qtbot: QtBot, one: TaskRunner
) -> None:
    listener = Listener(one)
    for number in range(20):
        one.start(lambda publish: None)
        assert one.wait()
        one.abandon()
        one.start(lambda publish, number=number: publish(number))
        wait_for_ends(qtbot, listener, number + 1)
    assert listener.received == list(range(20))
