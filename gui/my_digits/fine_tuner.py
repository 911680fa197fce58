"""Learns the person's digits in a thread of its own, and knows the networks before and after."""

from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.common.tasks import Publish, TaskRunner, Work
from gui.session.dataset_provider import DatasetProvider
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.personalization.digit_store import MyDigit
    from core.personalization.fine_tuning import FineTuningEvent, FineTuningResult


class FineTuner(QObject):
    """Starts and cancels; puts the learnt network in the place of the session's, and back."""

    changed = Signal()
    """Something else can be done, or there is another result."""
    progressed = Signal(object)
    """LearningProgress."""
    failed = Signal(object)
    """The exception that ended a learning."""
    switched = Signal()
    """The session's model has been replaced."""

    def __init__(self, session: TrainingSession, source: DatasetProvider, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._source = session, source
        self._job = TaskRunner(self)
        self._cancelled = Event()
        self.learnt: FineTuningResult | None = None
        """The last result."""
        self._basis: Model | None = None
        self._former: Model | None = None
        self._job.received.connect(self._receive)
        self._job.finished.connect(self.changed)
        self._job.failed.connect(self._fail)
        session.state_changed.connect(self.changed)
        session.model_changed.connect(self.changed)

    @property
    def active(self) -> bool:
        """Whether a learning is under way."""
        return self._job.busy

    @property
    def uses_learnt(self) -> bool:
        """Whether the session's model is the one that has learnt."""
        return self.learnt is not None and self._session.model is self.learnt.model

    def why_not(self) -> str:
        """A sentence that says why nothing can be learnt or switched now; else empty."""
        if self._session.active:
            return "A training is under way: stop it first."
        return "" if self._session.model is not None else "There is no network yet."

    def why_not_learn(self) -> str:
        """A sentence that says why the network cannot learn now; else empty."""
        model = self._session.model
        if self.why_not() or model is None or self.uses_learnt or not model.own_digits:
            return self.why_not()
        from core.personalization.fine_tuning import ALREADY_FINE_TUNED

        return ALREADY_FINE_TUNED

    def start(self, digits: "Sequence[MyDigit]") -> None:
        """Learn from these digits.

        What has learnt already is not taught again: it knows the digits that are to judge.
        Its former network begins anew.
        """
        model = self._basis if self.uses_learnt else self._session.model
        if self.active or model is None or self.why_not_learn():
            return
        self._basis = model
        self._cancelled.clear()
        self._job.start(_learning(self._source, model, tuple(digits), self._cancelled))
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """End after this mini-batch, without a result."""
        self._cancelled.set()

    def wait_for_end(self) -> None:
        """Cancel what is under way."""
        self.cancel()
        self._job.end()

    @Slot()
    def switch(self) -> None:
        """From the learnt network back to the former, or the other way."""
        if self.learnt is None or self.why_not():
            return
        if self.uses_learnt:
            if self._former is not None:
                self._session.use_model(self._former)
        else:
            self._former = self._session.model
            self._session.use_model(self.learnt.model)
        self.switched.emit()

    @Slot(object)
    def _receive(self, events: "list[FineTuningEvent]") -> None:
        from core.personalization.fine_tuning import FineTuningResult

        last = events[-1]
        if self._cancelled.is_set():
            return
        if not isinstance(last, FineTuningResult):
            self.progressed.emit(last)
            return
        unchanged = self._session.model is self._basis or self.uses_learnt
        self.learnt = last
        if unchanged and not self._session.active:
            self._former = self._basis
            self._session.use_model(last.model)
            self.switched.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self.changed.emit()
        self.failed.emit(error)


def _learning(
    source: DatasetProvider, model: "Model", digits: "tuple[MyDigit, ...]", cancelled: Event
) -> Work:
    def work(publish: Publish) -> None:
        from core.personalization.fine_tuning import digits_to_split, fine_tune

        for event in fine_tune(model, digits_to_split(digits), source.get()):
            if cancelled.is_set():
                return
            publish(event)

    return work
