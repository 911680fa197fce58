"""The training session: the one owner of the training thread."""

import time
from collections.abc import Mapping
from enum import Enum, auto
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import Hyperparameters
from core.training.events import Change, EpochEnd, Stop, TrainingEnd
from gui.common.tasks import TaskRunner
from gui.session.commands import (
    Leave,
    NotSaved,
    Order,
    Pause,
    Paused,
    PublishedModel,
    PublishModel,
    Resume,
    Saved,
    Step,
    Tested,
)
from gui.session.dataset_provider import DatasetProvider
from gui.session.event_batch import EventBatch

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.runs.run import Run
    from gui.session.run_launcher import Beginning


class State(Enum):
    """The state of the session."""

    IDLE = auto()
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()
    FAILED = auto()


MODEL_INTERVAL = 0.25
"""Seconds between two copies of the network during training: as often as one can read answers."""
ACTIVE = {State.RUNNING, State.PAUSED, State.STOPPING}


class TrainingSession(QObject):
    """Starts, controls and ends trainings, and holds the latest model.

    Every training that `started` ends with exactly one of `ended` and `failed`.
    """

    state_changed = Signal(object)
    started = Signal(object)
    """Emitted with the Hyperparameters."""
    received = Signal(object)
    """Emitted with events of `core.training.events`, in order."""
    heard = Signal(object)
    """Emitted with the same events as an `EventBatch`."""
    ended = Signal(object)
    """Emitted with a TrainingEnd."""
    failed = Signal(object)
    """The exception that ended the training."""
    model_changed = Signal(object)
    """Emitted with a Model, or with None after a reset."""
    tested = Signal(object)
    """Emitted with Tested, a part of the evaluation at the end."""
    saved = Signal(object)
    """Emitted with the folder of the run."""
    not_saved = Signal(object)
    """Emitted with the InklingError that says why."""
    cleared = Signal()
    """Emitted when the curves of the last training are to be removed."""

    def __init__(self, source: DatasetProvider, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._orders: SimpleQueue[Order] = SimpleQueue()
        self._job = TaskRunner(self)
        self._job.received.connect(self._receive)
        self._job.finished.connect(self._finish)
        self._job.failed.connect(self._fail)
        self._end: TrainingEnd | None = None
        self._reset_when_ended = False
        self._asked = 0.0
        self.state = State.IDLE
        self.model: Model | None = None
        self.settings: Hyperparameters | None = None
        """The settings of the current or last training, with its live changes."""

    @property
    def active(self) -> bool:
        """Whether there is a training that has not ended."""
        return self.state in ACTIVE

    def start(self, settings: Hyperparameters, step: Step | None = None) -> None:
        """Train a new network; with `step`, pause after it."""
        # The window's start needs nothing of what trains.
        from gui.session.run_launcher import StartRun

        self._begin(StartRun(settings), step)

    def go_on(
        self, run: "Run", *, more_epochs: int = 0, pause_at: int = 0, repair: bool = False
    ) -> None:
        """Continue a run, for further epochs if wanted; pause at the end of epoch `pause_at`.

        A damaged run needs `repair`.
        """
        from gui.session.run_launcher import ResumeRun

        step = Step(EpochEnd, pause_at) if pause_at else None
        self._begin(ResumeRun(run, more_epochs, repair), step)

    def _begin(self, beginning: "Beginning", step: Step | None) -> None:
        from gui.session.training_worker import TrainingWorker

        if self.active:
            return
        settings = beginning.settings
        self._orders = SimpleQueue()
        self._end = None
        self._reset_when_ended = False
        self.settings = settings
        self.started.emit(settings)
        self._job.start(TrainingWorker(self._source, beginning, self._orders, step))
        self._enter(State.RUNNING)

    def pause(self) -> None:
        """Pause before the next mini-batch; then the state changes."""
        if self.state is State.RUNNING:
            self._orders.put(Pause())

    def resume(self) -> None:
        """Continue after a pause."""
        self._go_on(Resume())

    def step(self, step: Step) -> None:
        """Continue after a pause, and pause again after `step`."""
        self._go_on(step)

    def stop(self) -> None:
        """End the training after the current mini-batch, and save the run."""
        if self.state in {State.RUNNING, State.PAUSED}:
            self._orders.put(Stop())
            self._enter(State.STOPPING)

    def reset(self) -> None:
        """Discard network and curves; an active training is ended and saved first."""
        if self.active:
            self._reset_when_ended = True
            self.stop()
        else:
            self._reset()

    def change(self, values: Mapping[str, Value]) -> None:
        """Change live hyperparameters at the next mini-batch."""
        if self.state in {State.RUNNING, State.PAUSED} and self.settings is not None:
            self.settings = self.settings.with_values(values)
            self._orders.put(Change(dict(values)))

    def use_model(self, model: "Model") -> None:
        """Use a model, such as one from a file, instead of a trained one."""
        if not self.active:
            self._set_model(model)

    def leave_within(self, milliseconds: int) -> bool:
        """End the training so that it can be continued; return whether its thread ended in time."""
        if self.active:
            self._orders.put(Leave())
            self._enter(State.STOPPING)
        return self._job.wait(milliseconds)

    def wait_for_end(self) -> None:
        """Wait for the thread as long as it takes."""
        self._job.wait()

    @Slot(object)
    def _receive(self, events: list[object]) -> None:
        self.received.emit(events)
        heard = EventBatch.sort(events)
        self.heard.emit(heard)
        for event in heard.others:
            self._take(event)
        if heard.batches:
            self._ask_for_model()

    def _ask_for_model(self) -> None:
        now = time.monotonic()
        if self.state is State.RUNNING and now > self._asked + MODEL_INTERVAL:
            self._asked = now
            self._orders.put(PublishModel())

    def _take(self, event: object) -> None:
        match event:
            case PublishedModel(model):
                self._set_model(model)
            case Paused() if self.state is State.RUNNING:
                self._enter(State.PAUSED)
            case TrainingEnd():
                self._end = event
            case Tested():
                self.tested.emit(event)
            case Saved(folder):
                self.saved.emit(folder)
            case NotSaved(error):
                self.not_saved.emit(error)

    @Slot()
    def _finish(self) -> None:
        self._enter(State.IDLE)
        self.ended.emit(self._end)
        if self._reset_when_ended:
            self._reset()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._enter(State.FAILED)
        self.failed.emit(error)
        if self._reset_when_ended:
            self._reset()

    def _go_on(self, order: Resume | Step) -> None:
        if self.state is State.PAUSED:
            self._orders.put(order)
            self._enter(State.RUNNING)

    def _reset(self) -> None:
        self.settings = None
        self._set_model(None)
        self.cleared.emit()
        self._enter(State.IDLE)

    def _set_model(self, model: "Model | None") -> None:
        self.model = model
        self.model_changed.emit(model)

    def _enter(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)
