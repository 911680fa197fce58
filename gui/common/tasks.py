"""Work outside the GUI thread: its start, its results, its cancellation, and its end at closing."""

import time
from collections import deque
from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, QThread, Signal, Slot

from core.foundation.blas_threads import limit_threads_if_unset
from gui.common.error_reporter import ErrorReporter
from gui.common.timers import Timer

Publish = Callable[[object], None]
"""Hands an immutable object to the GUI thread. It never waits. If the task was cancelled, it
raises an exception that ends the work."""
Work = Callable[[Publish], None]

FETCH_INTERVAL = 100
"""Milliseconds. The GUI thread fetches what has been published at its own pace, 10 times a
second: thousands of mini-batches a second cannot flood its event queue."""
PATIENCE = 2000
"""Milliseconds for which a window that closes waits for cancelled tasks."""

_abandoned: "set[_Thread]" = set()
"""Threads that still run without an owner: to delete one of them would end the program."""


class _Cancelled(Exception):  # noqa: N818 - nothing has gone wrong
    """Ends work whose results are no longer needed."""


class _Thread(QThread):
    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self.published: deque[object] = deque()
        self.error: Exception | None = None
        self.cancelled = False

    def run(self) -> None:
        try:
            limit_threads_if_unset()
            self._work(self._publish)
        except _Cancelled:
            return
        except Exception as error:  # noqa: BLE001 - handed to the owner, who shows and logs it
            self.error = error

    def _publish(self, thing: object) -> None:
        if self.cancelled:
            raise _Cancelled
        self.published.append(thing)


def abandoned_run_on() -> bool:
    """Whether there are threads that were abandoned and have not ended."""
    return any(not thread.isFinished() for thread in _abandoned)


class Task(QObject):
    """Runs work in a thread. `received` delivers what it publishes, in order, in lists.

    Ends with exactly one of `finished` and `failed`.
    """

    received = Signal(object)
    """A list. (It is not declared as `list`, because Qt would convert it to a list of its own and
    back for each slot: 0.2 ms for four hundred mini-batches.)"""
    finished = Signal()
    failed = Signal(object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = _Thread(work, self)
        self._thread.finished.connect(self.end)
        self._timer = Timer(self, interval=FETCH_INTERVAL)
        self._timer.timeout.connect(self._fetch)
        self._ended = False

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()
        self._timer.start()

    def wait(self, milliseconds: int | None = None) -> bool:
        """Wait for the thread, without an argument as long as it takes; return whether it ended."""
        return self._thread.wait() if milliseconds is None else self._thread.wait(milliseconds)

    def cancel(self) -> None:
        """Stop the work when it publishes next, and deliver nothing of it but `finished`."""
        self._thread.cancelled = True

    def abandon(self) -> None:
        """Cancel the work and do not even signal its end. Its thread may wait, for example for a
        disk that does not answer, until the program ends."""
        self.cancel()
        self._timer.stop()
        self._ended = True  # the thread's “finished” may be in the event queue already
        thread = self._thread
        thread.finished.disconnect(self.end)
        thread.setParent(None)
        _abandoned.difference_update([each for each in _abandoned if each.isFinished()])
        _abandoned.add(thread)

    @Slot()
    def end(self) -> None:
        """Wait for the thread and deliver everything, unless that was done already."""
        if self._ended:
            return
        self._ended = True
        self._timer.stop()
        self._thread.wait()
        self._fetch()
        if self._thread.error is None or self._thread.cancelled:
            self.finished.emit()  # nobody wants to know why cancelled work failed
        else:
            self.failed.emit(self._thread.error)

    @Slot()
    def _fetch(self) -> None:
        published = self._thread.published
        events = [published.popleft() for _ in range(len(published))]
        if events and not self._thread.cancelled:
            self.received.emit(events)


class Policy(Enum):
    """What a runner does with work that it is given while other work runs."""

    REJECT = auto()
    """It refuses the work."""
    QUEUE = auto()
    """It runs all the work, in the order in which it was given."""
    LATEST = auto()
    """It runs the work afterwards, in place of the work with the same key that still waits."""


class TaskRunner(QObject):
    """Runs one `Task` at a time.

    Each task ends with exactly one of `finished` and `failed`; their slots may start the next.
    """

    received = Signal(object)
    """A list of what the work of `start` has published, in order."""
    returned = Signal(object)
    """What the function of `call` has returned."""
    finished = Signal()
    failed = Signal(object)
    """The exception that ended the work."""

    def __init__(
        self, parent: QObject | None = None, policy: Policy = Policy.REJECT, *, writes: bool = False
    ) -> None:
        super().__init__(parent)
        self.writes = writes
        """Whether the work writes: closing waits for it. Other work is cancelled."""
        self._policy = policy
        self._task: Task | None = None
        self._waiting: dict[object, Task] = {}
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether there is a task whose end has not been signaled."""
        return self._task is not None or bool(self._waiting)

    def start(self, work: Work, key: object = None) -> bool:
        """Run work that publishes its results; return whether it was accepted."""
        return self._submit(work, key, self.received)

    def call(self, function: Callable[[], object], key: object = None) -> bool:
        """Run a function that returns an immutable result; return whether it was accepted."""
        return self._submit(lambda publish: publish(function()), key, self._return)

    def wait(self, milliseconds: int | None = None) -> bool:
        """Wait for the thread, if one runs, without an argument as long as it takes; return whether
        it has ended."""
        return self._task is None or self._task.wait(milliseconds)

    def cancel(self) -> None:
        """Drop the work that waits, and the results of the work that runs."""
        while self._waiting:
            self._waiting.popitem()[1].deleteLater()
        if self._task is not None:
            self._task.cancel()

    def abandon(self) -> None:
        """Cancel all work and let its thread run on: the next work can start at once."""
        self.cancel()
        if self._task is not None:
            self._task.abandon()
            self._drop()

    def close(self) -> None:
        """Accept no more work. Work that only reads is cancelled."""
        self._closed = True
        if not self.writes:
            self.cancel()

    def finish(self) -> None:
        """Wait for the work that runs and for the work that waits after it."""
        self.wait()
        while self._waiting and self._task is not None:
            self._task.end()  # starts the next
            self.wait()

    def deliver(self, milliseconds: int) -> None:
        """Wait for all work, but no longer than this, and deliver its results at once."""
        deadline = time.monotonic() + milliseconds / 1000
        while self._task is not None:
            if not self.wait(max(0, round(1000 * (deadline - time.monotonic())))):
                return
            self._task.end()  # starts the next

    def _submit(self, work: Work, key: object, receive: object) -> bool:
        if self._closed or (self.busy and self._policy is Policy.REJECT):
            return False
        task = Task(work, self)
        task.received.connect(receive)
        task.finished.connect(self._finish)
        task.failed.connect(self._fail)
        key = key if self._policy is Policy.LATEST else task
        if key in self._waiting:
            self._waiting[key].deleteLater()
        self._waiting[key] = task
        self._start_next()
        return True

    def _start_next(self) -> None:
        if self._task is None and self._waiting:
            self._task = self._waiting.pop(next(iter(self._waiting)))
            self._task.start()

    @Slot(object)
    def _return(self, returned: list[object]) -> None:
        self.returned.emit(returned[0])

    @Slot()
    def _finish(self) -> None:
        self._drop()
        self.finished.emit()
        self._start_next()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._drop()
        self.failed.emit(error)
        self._start_next()

    def _drop(self) -> None:
        if self._task is not None:
            self._task.deleteLater()  # as a child it would stay, and what it published with it
            self._task = None


class Tasks(QObject):
    """Makes the runners of a window, and ends all their work when the window closes."""

    closing = Signal()
    """All work is about to end: the last chance to ask for an orderly end."""

    def __init__(self, errors: ErrorReporter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errors = errors
        self._runners: list[TaskRunner] = []

    def runner(
        self, policy: Policy = Policy.REJECT, *, writes: bool = False, reports: bool = True
    ) -> TaskRunner:
        """Make a runner. Its errors are reported, unless its owner does that with `failed`."""
        runner = TaskRunner(self, policy, writes=writes)
        if reports:
            runner.failed.connect(self._errors.report)
        self._runners.append(runner)
        return runner

    def shutdown_all(self) -> None:
        """End all work; no runner starts anything afterwards.

        Work that only reads is cancelled; a thread that has not ended after a while, because it
        waits for a disk, is abandoned. Work that writes is waited for as long as it takes. Its last
        results still arrive in the event loop.
        """
        self.closing.emit()
        for runner in self._runners:
            runner.close()
        deadline = time.monotonic() + PATIENCE / 1000
        for runner in self._runners:
            if runner.writes:
                continue
            left = max(0, round(1000 * (deadline - time.monotonic())))
            if not runner.wait(left):
                runner.abandon()
        for runner in self._runners:
            if runner.writes:
                runner.finish()
