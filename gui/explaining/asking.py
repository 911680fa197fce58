"""Questions that a thread answers: one at a time, and of each kind only the newest."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from gui.jobs import Publish, Work
from gui.one_job import OneJob

Question = Callable[[], object]
"""Runs in the thread; what it returns is immutable."""


class Asking(QObject):
    """Answers in the order of asking. A newer question takes the place of one that still waits."""

    answered = Signal(object)
    """What the question returned."""
    failed = Signal(object)
    """The exception that it raised instead."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Question] = {}
        self._job = OneJob(self)
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
