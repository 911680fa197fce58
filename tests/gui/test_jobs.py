"""Work in a thread of its own."""

import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from gui.jobs import Job, Publish, Work

PATIENCE = 30_000


class Listener:
    """What a job has said, and in which thread it arrived."""

    def __init__(self, job: Job) -> None:
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
    job = Job(work)
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
    job = Job(lambda publish: bool(go_on.wait()) and None)
    listener = Listener(job)
    job.start()
    assert not job.wait(1)
    go_on.set()
    assert job.wait(PATIENCE)
    assert job.wait()
    qtbot.waitUntil(lambda: listener.ends == ["finished"], timeout=PATIENCE)
