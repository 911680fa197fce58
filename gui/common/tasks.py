"""Work in a thread of its own, and its owner in the GUI thread."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, Slot

from core.foundation.blas_threads import limit_threads_if_unset
from gui.common.timers import Timer

Publish = Callable[[object], None]
"""Hands an immutable object to the GUI thread. It never waits. Where the job was cancelled it
raises, and so ends the work."""
Work = Callable[[Publish], None]

FETCH_INTERVAL = 100
"""Milliseconds. The GUI thread fetches what has been published at its own pace, 10 times a
second: thousands of mini-batches a second cannot flood its event queue."""


PATIENCE = 2000
"""Milliseconds for which a work that was cancelled is waited for."""
_abandoned: "set[_Thread]" = set()
"""Threads that run on without an owner: to delete one that runs ends the program."""


class _Cancelled(Exception):  # noqa: N818 - nothing has gone wrong
    """Ends a work that nobody waits for."""


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


def some_run_on() -> bool:
    """Whether there are threads that were abandoned and have not ended."""
    return any(not thread.isFinished() for thread in _abandoned)


class Task(QObject):
    """Runs `work` once. What it publishes arrives in `received`, in order, in lists.

    Ends with exactly one of `finished` and `failed`.
    """

    received = Signal(object)
    """A list. (Qt would turn what is declared as one into a list of its own, and back, for each
    slot: 0.2 ms for four hundred mini-batches.)"""
    finished = Signal()
    failed = Signal(object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = _Thread(work, self)
        self._thread.finished.connect(self._end)
        self._timer = Timer(self, interval=FETCH_INTERVAL)
        self._timer.timeout.connect(self._fetch)
        self._abandoned = False

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        self._timer.start()

    def wait(self, milliseconds: int | None = None) -> bool:
        """Wait for the thread; whether it has ended. Without an argument, as long as it takes."""
        return self._thread.wait() if milliseconds is None else self._thread.wait(milliseconds)

    def cancel(self) -> None:
        """End the work when it publishes next. What it has published still arrives."""
        self._thread.cancelled = True

    def abandon(self) -> None:
        """Cancel the work and hear no more of it, neither its end. What it waits for, such as a
        disk that does not answer, it may wait for as long as the program lives."""
        self.cancel()
        self._timer.stop()
        self._abandoned = True  # “finished” may be on its way
        thread = self._thread
        thread.finished.disconnect(self._end)
        thread.setParent(None)
        _abandoned.difference_update([each for each in _abandoned if each.isFinished()])
        _abandoned.add(thread)

    @Slot()
    def _fetch(self) -> None:
        published = self._thread.published
        events = [published.popleft() for _ in range(len(published))]
        if events:
            self.received.emit(events)

    @Slot()
    def _end(self) -> None:
        if self._abandoned:
            return
        self._timer.stop()
        self._fetch()
        if self._thread.error is None or self._thread.cancelled:
            self.finished.emit()  # of a work that was cancelled nobody wants to hear why it failed
        else:
            self.failed.emit(self._thread.error)
        self._thread.wait()


class TaskRunner(QObject):
    """Makes a `Task` for each work, passes on what it says, and lets go of it when it has ended.

    Each ends with exactly one of `finished` and `failed`; in their slots the next may be started.
    """

    received = Signal(object)
    """What the work has published, in order."""
    finished = Signal()
    failed = Signal(object)
    """The exception that ended the work."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a work has been started whose end has not been told."""
        return self._job is not None

    def start(self, work: Work) -> None:
        """Begin. Raises RuntimeError while another work is under way."""
        if self.busy:
            raise RuntimeError("one job at a time")
        self._job = Task(work, self)
        self._job.received.connect(self.received)
        self._job.finished.connect(self._finish)
        self._job.failed.connect(self._fail)
        self._job.start()

    def wait(self, milliseconds: int | None = None) -> bool:
        """Wait for the thread, if it runs; whether it has ended. Without an argument, as long as
        it takes."""
        return self._job is None or self._job.wait(milliseconds)

    def end(self, milliseconds: int = PATIENCE) -> None:
        """End a work that only reads: cancel it and wait a while for its thread. A thread that
        still waits then, as for a disk, is abandoned: neither end is told.

        What is written is waited for, with `wait`.
        """
        if self._job is not None:
            self._job.cancel()
            if not self._job.wait(milliseconds):
                self.abandon()

    def abandon(self) -> None:
        """Hear no more of the work that is under way, if one is; the next may be started."""
        if self._job is not None:
            self._job.abandon()
            self._drop()

    @Slot()
    def _finish(self) -> None:
        self._drop()
        self.finished.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._drop()
        self.failed.emit(error)

    def _drop(self) -> None:
        if self._job is not None:
            self._job.deleteLater()  # as a child it would stay, and what it published with it
            self._job = None


Question = Callable[[], object]
"""Runs in the thread; what it returns is immutable."""


class LatestTaskRunner(QObject):
    """Answers in the order of asking. A newer question takes the place of one that still waits."""

    answered = Signal(object)
    """What the question returned."""
    failed = Signal(object)
    """The exception that it raised instead."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Question] = {}
        self._job = TaskRunner(self)
        self._job.received.connect(self._receive)
        self._job.finished.connect(self._go_on)
        self._job.failed.connect(self._fail)

    def ask(self, kind: str, question: Question) -> None:
        """Have a question answered, instead of the one of its kind that waits."""
        self._waiting[kind] = question
        self._go_on()

    def forget(self) -> None:
        """Do not begin with the questions that wait."""
        self._waiting.clear()

    def wait_for_end(self) -> None:
        """End what is being answered; no question follows."""
        self.forget()
        self._job.end()

    @Slot()
    def _go_on(self) -> None:
        if self._waiting and not self._job.busy:
            question = self._waiting.pop(next(iter(self._waiting)))
            self._job.start(_work(question))

    @Slot(object)
    def _receive(self, answers: list[object]) -> None:
        for answer in answers:
            self.answered.emit(answer)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
        self._go_on()


def _work(question: Question) -> Work:
    def work(publish: Publish) -> None:
        publish(question())

    return work
