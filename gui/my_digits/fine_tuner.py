"""Fine-tuning on the user's digits, in a thread."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets.mnist import DatasetProvider
from gui.common.tasks import Publish, Tasks, Work
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.personalization.digit_store import MyDigit
    from core.personalization.fine_tuning import FineTuningEvent, FineTuningResult


class FineTuner(QObject):
    """Starts and cancels fine-tuning, and switches between the original and the new network."""

    changed = Signal()
    """Emitted when another action is possible, or there is another result."""
    progressed = Signal(object)
    """Emitted with a LearningProgress."""
    switched = Signal()
    """Emitted when the session's model has been replaced."""

    def __init__(
        self, session: TrainingSession, source: DatasetProvider, tasks: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._source = session, source
        self._runner = tasks.runner()
        self.result: FineTuningResult | None = None
        """The last result; None before the first one."""
        self._basis: Model | None = None
        self._former: Model | None = None
        self._runner.received.connect(self._receive)
        self._runner.finished.connect(self.changed)
        self._runner.failed.connect(self.changed)
        session.state_changed.connect(self.changed)
        session.model_changed.connect(self.changed)

    @property
    def active(self) -> bool:
        """Whether fine-tuning is in progress."""
        return self._runner.busy

    @property
    def uses_result(self) -> bool:
        """Whether the session's model is the fine-tuned one."""
        return self.result is not None and self._session.model is self.result.model

    @property
    def basis(self) -> "Model | None":
        """The network that was fine-tuned last; None before the first time."""
        return self._basis

    @property
    def current(self) -> "Model | None":
        """The session's model."""
        return self._session.model

    def why_not(self) -> str:
        """Return why fine-tuning and switching are not possible now; empty if they are."""
        if self._session.active:
            return "Training is in progress: stop it first."
        return "" if self._session.model is not None else "There is no network yet."

    def why_not_learn(self) -> str:
        """Return why the network cannot be fine-tuned now; empty if it can."""
        model = self._session.model
        if self.why_not() or model is None or self.uses_result or not model.own_digits:
            return self.why_not()
        from core.personalization.fine_tuning import ALREADY_FINE_TUNED

        return ALREADY_FINE_TUNED

    def start(self, digits: "Sequence[MyDigit]") -> None:
        """Fine-tune on these digits.

        A fine-tuned network is not fine-tuned again, because it has seen the digits that would
        evaluate it: its original network is fine-tuned instead.
        """
        model = self._basis if self.uses_result else self._session.model
        if self.active or model is None or self.why_not_learn():
            return
        self._basis = model
        self._runner.start(_fine_tuning(self._source, model, tuple(digits)))
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """End after the current mini-batch, without a result."""
        self._runner.cancel()

    @Slot()
    def switch(self) -> None:
        """Switch from the fine-tuned network to the original one, or back."""
        if self.result is None or self.why_not():
            return
        if self.uses_result:
            if self._former is not None:
                self._session.use_model(self._former)
        else:
            self._former = self._session.model
            self._session.use_model(self.result.model)
        self.switched.emit()

    @Slot(object)
    def _receive(self, events: "list[FineTuningEvent]") -> None:
        from core.personalization.fine_tuning import FineTuningResult

        last = events[-1]
        if not isinstance(last, FineTuningResult):
            self.progressed.emit(last)
            return
        unchanged = self._session.model is self._basis or self.uses_result
        self.result = last
        if unchanged and not self._session.active:
            self._former = self._basis
            self._session.use_model(last.model)
            self.switched.emit()


def _fine_tuning(source: DatasetProvider, model: "Model", digits: "tuple[MyDigit, ...]") -> Work:
    def work(publish: Publish) -> None:
        from core.personalization.fine_tuning import digits_to_split, fine_tune

        for event in fine_tune(model, digits_to_split(digits), source.get()):
            publish(event)

    return work
