"""Tasks: work outside the GUI thread, one after the other, and its end at closing."""

import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from gui.common import tasks as task_module
from gui.common.tasks import Policy, Publish, Task, TaskRunner, Tasks, Work, abandoned_run_on

from .errors import Errors

PATIENCE = 30_000


class Listener:
    """What a task has said, and in which thread it arrived."""

    def __init__(self, task: Task | TaskRunner) -> None:
        self.received: list[object] = []
        self.threads: set[QThread] = set()
        self.ends: list[object] = []
        task.received.connect(self._receive)
        task.finished.connect(self._finish)
        task.failed.connect(self._fail)

    def _receive(self, published: list[object]) -> None:
        self.received += published
        self.threads.add(threading.current_thread())

    def _finish(self) -> None:
        self.ends.append("finished")

    def _fail(self, error: Exception) -> None:
        self.ends.append(error)


def run(qtbot: QtBot, work: Work) -> Listener:
    task = Task(work)
    listener = Listener(task)
    task.start()
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
    task = Task(lambda publish: bool(go_on.wait()) and None)
    listener = Listener(task)
    task.start()
    assert not task.wait(1)
    go_on.set()
    assert task.wait(PATIENCE)
    assert task.wait()
    qtbot.waitUntil(lambda: listener.ends == ["finished"], timeout=PATIENCE)


def wait_for_ends(qtbot: QtBot, listener: Listener, count: int = 1) -> None:
    qtbot.waitUntil(lambda: len(listener.ends) == count, timeout=PATIENCE)


@pytest.fixture
def one(qtbot: QtBot) -> TaskRunner:
    return TaskRunner()


def test_one_task_follows_the_other_whatever_the_end(qtbot: QtBot, one: TaskRunner) -> None:
    error = ValueError("seven")

    def fail(publish: Publish) -> None:
        raise error

    listener = Listener(one)
    for number, work in enumerate([lambda p: p(1), fail, lambda p: p(2)], start=1):
        one.start(work)
        wait_for_ends(qtbot, listener, number)
    assert listener.received == [1, 2]
    assert listener.ends == ["finished", error, "finished"]


def test_a_runner_is_busy_until_its_end_is_told(qtbot: QtBot, one: TaskRunner) -> None:
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


def test_a_second_task_is_refused_while_one_is_under_way(qtbot: QtBot, one: TaskRunner) -> None:
    go_on = threading.Event()
    listener = Listener(one)
    assert one.start(lambda publish: bool(go_on.wait()) and None)
    assert not one.start(lambda publish: publish(1))
    assert not one.call(lambda: 2)
    go_on.set()
    wait_for_ends(qtbot, listener)
    assert (listener.received, listener.ends) == ([], ["finished"])


def test_the_next_task_can_be_started_at_the_end_of_the_last(qtbot: QtBot, one: TaskRunner) -> None:
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


def test_without_a_task_there_is_nothing_to_wait_for(one: TaskRunner) -> None:
    assert one.wait()
    assert one.wait(0)


def test_a_task_that_has_ended_is_let_go(qtbot: QtBot, one: TaskRunner) -> None:
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
    one.cancel()
    go_on.set()
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
    one.cancel()
    go_on.set()
    wait_for_ends(qtbot, listener)
    assert listener.ends == ["finished"]


def test_of_an_abandoned_work_nothing_is_heard(qtbot: QtBot, one: TaskRunner) -> None:
    go_on = threading.Event()
    listener = Listener(one)
    one.start(lambda publish: bool(go_on.wait()) and publish(1))
    one.abandon()
    assert not one.busy
    assert abandoned_run_on()
    one.start(lambda publish: publish(2))
    go_on.set()
    wait_for_ends(qtbot, listener)
    qtbot.waitUntil(lambda: not abandoned_run_on(), timeout=PATIENCE)
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


def test_what_a_cancelled_work_has_published_is_dropped(qtbot: QtBot, one: TaskRunner) -> None:
    published = threading.Event()

    def work(publish: Publish) -> None:
        publish(1)
        published.set()

    listener = Listener(one)
    one.start(work)
    assert published.wait(PATIENCE / 1000)
    one.cancel()
    wait_for_ends(qtbot, listener)
    assert (listener.received, listener.ends) == ([], ["finished"])


def test_a_queue_runs_everything_in_order(qtbot: QtBot) -> None:
    queue = TaskRunner(policy=Policy.QUEUE)
    listener = Listener(queue)
    for number in range(4):
        assert queue.start(lambda publish, number=number: publish(number), key="the same")
    wait_for_ends(qtbot, listener, 4)
    assert listener.received == [0, 1, 2, 3]
    assert not queue.busy


def test_what_a_function_returns_is_told(qtbot: QtBot, one: TaskRunner) -> None:
    for result in (7, None):
        with qtbot.waitSignal(one.returned, timeout=PATIENCE) as blocker:
            assert one.call(lambda result=result: result)
        assert blocker.args == [result]


class TestClosing:
    """`shutdown_all` ends the work of all runners."""

    @pytest.fixture
    def errors(self) -> Errors:
        return Errors()

    @pytest.fixture
    def tasks(self, qtbot: QtBot, errors: Errors) -> Tasks:
        return Tasks(errors)

    def test_what_writes_is_waited_for_with_all_that_waits(
        self, qtbot: QtBot, tasks: Tasks, errors: Errors
    ) -> None:
        queue = tasks.runner(Policy.QUEUE, writes=True)
        listener, written, go_on = Listener(queue), [], threading.Event()

        def fail(publish: Publish) -> None:
            assert go_on.wait(PATIENCE / 1000)
            raise OSError("full")

        queue.start(fail)
        for number in range(3):
            queue.start(lambda publish, number=number: written.append(number))
        threading.Timer(0.01, go_on.set).start()
        tasks.shutdown_all()
        assert written == [0, 1, 2]
        wait_for_ends(qtbot, listener, 4)
        assert [str(error) for error in errors.reported] == ["full"]

    def test_what_reads_is_cancelled(self, qtbot: QtBot, tasks: Tasks) -> None:
        runner = tasks.runner(Policy.LATEST)
        listener, at_work = Listener(runner), threading.Event()

        def work(publish: Publish) -> None:
            while True:
                publish(1)
                at_work.set()

        runner.start(work, "a")
        runner.start(work, "b")
        assert at_work.wait(PATIENCE / 1000)
        tasks.shutdown_all()
        wait_for_ends(qtbot, listener)
        assert (listener.received, listener.ends) == ([], ["finished"])
        assert not runner.busy
        assert not abandoned_run_on()

    def test_what_does_not_answer_is_abandoned(
        self, qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(task_module, "PATIENCE", 20)
        listeners, go_on = [], threading.Event()
        for _ in range(3):
            runner = tasks.runner()
            listeners.append(Listener(runner))
            runner.start(lambda publish: bool(go_on.wait()) and publish(1))
        tasks.shutdown_all()
        assert abandoned_run_on()
        go_on.set()
        qtbot.waitUntil(lambda: not abandoned_run_on(), timeout=PATIENCE)
        assert [(each.received, each.ends) for each in listeners] == [([], [])] * 3

    def test_nothing_starts_afterwards(self, qtbot: QtBot, tasks: Tasks) -> None:
        runners = [tasks.runner(policy, writes=w) for policy in Policy for w in (False, True)]
        closed: list[bool] = []
        tasks.closing.connect(lambda: closed.append(runners[0].start(lambda publish: None)))
        tasks.shutdown_all()
        assert closed == [True]
        assert not any(runner.start(lambda publish: None) for runner in runners)
        tasks.shutdown_all()

    def test_errors_are_reported_unless_the_owner_does_that(
        self, qtbot: QtBot, tasks: Tasks, errors: Errors
    ) -> None:
        for reports in (True, False):
            runner = tasks.runner(reports=reports)
            with qtbot.waitSignal(runner.failed, timeout=PATIENCE):
                runner.call(lambda reports=reports: {}[reports])
        assert [error.args for error in errors.reported] == [(True,)]
