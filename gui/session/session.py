"""The training session: the one owner of the training thread."""

import os
import time
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets.mnist import DatasetProvider
from core.hyperparameters.fields import Value
from core.hyperparameters.schema import Hyperparameters
from core.runs.weights_budget import BUDGET, MEGABYTE
from core.training.events import Change, EpochEnd, Status, Stop, TrainingEnd
from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Tasks
from gui.session.commands import (
    Continuable,
    Leave,
    NotSaved,
    Pause,
    Paused,
    PublishedModel,
    PublishModel,
    Recording,
    Resume,
    Saved,
    SessionCommand,
    Step,
    Tested,
)
from gui.session.event_batch import EventBatch
from gui.session.run_names import remember_folder
from gui.session.shown_model import ShownModel, ShownMoment
from gui.session.training_position import TrainingPosition

if TYPE_CHECKING:
    from core.hyperparameters.preset_file import Preset
    from core.models.model_file import Model
    from core.runs.run import Run
    from core.training.optimizers import OptimizerMemory
    from gui.session.run_launcher import ContinuedLaunch, Launch


class State(Enum):
    """The state of the session."""

    IDLE = auto()
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()
    STOPPED = auto()
    """The training has ended and is saved, and can go on at the same mini-batch."""
    FAILED = auto()


MODEL_INTERVAL = 0.25
"""Seconds between two copies of the network during training: nobody can read answers faster."""
ACTIVE = {State.RUNNING, State.PAUSED, State.STOPPING}
_OTHERWISE = "start a new one, or continue the run in “Runs”."
_CHANGEABLE = {State.RUNNING, State.PAUSED, State.STOPPED}


class TrainingSession(QObject):
    """Starts, controls and ends trainings, and holds the latest model.

    Every training that `started` either `ended` or leaves the state FAILED. A training that was
    stopped goes on as after a pause: it then ends again.
    """

    state_changed = Signal(object)
    started = Signal(object)
    """Emitted with the Hyperparameters of a new or a resumed run, but not when a stopped one
    continues."""
    received = Signal(object)
    """An `EventBatch`."""
    ended = Signal(object)
    """Emitted with a TrainingEnd."""
    model_changed = Signal(object)
    """Emitted with a Model, or with None after a reset."""
    tested = Signal(object)
    """Emitted with Tested, a part of the evaluation at the end."""
    recording = Signal(object)
    """Emitted with the folder of the run, when it begins or goes on."""
    saved = Signal(object)
    """Emitted with the folder of the run."""
    changed_at_pause = Signal(object)
    """Emitted with the Hyperparameters of a run that was resumed with changes, once they hold."""
    cleared = Signal()
    """Emitted when the curves of the last training are to be removed."""

    def __init__(
        self,
        source: DatasetProvider,
        tasks: Tasks,
        errors: ErrorReporter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source, self._errors = source, errors
        self._commands: SimpleQueue[SessionCommand] = SimpleQueue()
        self._runner = tasks.runner(writes=True)
        self._runner.received.connect(self._receive)
        self._runner.finished.connect(self._finish)
        self._runner.failed.connect(self._fail)
        tasks.closing.connect(self.leave)
        self._end: TrainingEnd | None = None
        self._continuation: ContinuedLaunch | None = None
        """How the training that was stopped goes on, as long as its network is the one in use."""
        self._stopped: Model | None = None
        """The network of the training that was stopped."""
        self.shown = ShownModel(self)
        self.shown.changed.connect(self.model_changed)
        self.shown.tested.connect(self.tested)
        self._reset_when_ended = False
        self._changes_at_pause: dict[str, Value] = {}
        """The live changes to make at the next pause."""
        self._requested = 0.0
        self.state = State.IDLE
        self._optimizer_memory: OptimizerMemory | None = None
        """Of the latest model, where the training has paused with it."""
        self.settings: Hyperparameters | None = None
        """The settings of the current or last training, with its live changes."""
        self.position = TrainingPosition()
        """How far the current or last training is."""
        self.training_id = ""
        """The id that the models of the current or last training have."""
        self.weights_budget = BUDGET
        """The most megabytes of the weights of past moments in a run."""
        self.resumed_folder: Path | None = None
        """The folder of the run that the current or last training resumed; None for a new run."""
        self.preset = ""
        """The name of the preset from which the settings of the current or last training were made;
        empty where it is not known."""

    @property
    def model(self) -> "Model | None":
        """The model that the window shows: the latest one, or that of a past moment."""
        return self.shown.model

    @property
    def moment(self) -> ShownMoment | None:
        """The past moment that the window shows; None for none."""
        return self.shown.moment

    @property
    def shows_moment(self) -> bool:
        """Whether the model is that of a past moment."""
        return self.moment is not None

    @property
    def active(self) -> bool:
        """Whether there is a training that has not ended."""
        return self.state in ACTIVE

    @property
    def uses_other_model(self) -> bool:
        """Whether the model in use is not one of the current or last training."""
        model = self.model
        if self.active or self.shows_moment or model is None:
            return False
        return model.training_id != self.training_id

    @property
    def can_change(self) -> bool:
        """Whether live hyperparameters can be changed: of a training that goes on, or may."""
        return self.state in _CHANGEABLE

    @property
    def place(self) -> str:
        """Where the training is, such as “at epoch 3 of 10, mini-batch 120 of 600”."""
        return self.position.describe(self.settings) if self.settings is not None else ""

    @property
    def why_not_continue(self) -> str:
        """Return why the last training cannot go on, in a sentence; empty if it can."""
        match self.state:
            case State.PAUSED | State.STOPPED:
                return ""
            case State.RUNNING | State.STOPPING:
                return "The training is running."
            case State.FAILED:
                return f"The training has failed: {_OTHERWISE}"
        if self._end is None:
            return "There is no training to continue."
        match self._end.status:
            case Status.COMPLETED:
                return f"The training is complete {self.place}: {_OTHERWISE}"
            case Status.DIVERGED:
                return "The training has diverged: start a new one."
        return "Another model is in use: continue the stopped run in “Runs”."

    def start(
        self,
        settings: Hyperparameters,
        step: Step | None = None,
        preset: "Preset | None" = None,
        initial: "Model | None" = None,
    ) -> None:
        """Train a new network, or a copy of an `initial` one; with `step`, pause after it.

        `preset` is the one from which the settings were made, where that is known.
        """
        # Imported here so that the window opens faster.
        from gui.session.run_launcher import StartRun

        self.resumed_folder = None
        self.preset = "" if preset is None else preset.name
        self._begin(StartRun(settings, preset=preset, initial=initial), step)

    def resume_run(
        self,
        run: "Run",
        *,
        more_epochs: int = 0,
        pause_at: int = 0,
        repair: bool = False,
        changes: Mapping[str, Value] | None = None,
    ) -> None:
        """Resume a run, for more epochs than it had; pause at the end of an epoch.

        At that pause, the live `changes` are made. A damaged run needs `repair`.
        """
        from gui.session.run_launcher import ResumeRun

        step = Step(EpochEnd, pause_at) if pause_at else None
        self.resumed_folder = run.path
        self.preset = run.metadata.preset
        self._begin(ResumeRun(run, more_epochs, repair), step)
        self._changes_at_pause = dict(changes or {})

    def _begin(self, launch: "Launch", step: Step | None) -> None:
        if not self.active and self._launch(launch, step, os.urandom(16).hex()):
            self.show_latest()
            self.position = TrainingPosition()
            self.settings = launch.settings
            self.started.emit(self.settings)
            self._enter(State.RUNNING)

    def _launch(self, launch: "Launch", step: Step | None, training_id: str) -> bool:
        """Start the thread of a training; return False where the window closes."""
        # Imported here so that the window opens faster.
        from gui.session.training_worker import TrainingWorker

        commands: SimpleQueue[SessionCommand] = SimpleQueue()
        budget = self.weights_budget * MEGABYTE
        worker = TrainingWorker(self._source, launch, commands, step, training_id, budget)
        if not self._runner.start(worker):
            return False
        self._commands, self.training_id = commands, training_id
        self._end = self._continuation = self._stopped = None
        self._reset_when_ended = False
        self._changes_at_pause = {}
        return True

    def pause(self) -> None:
        """Pause before the next mini-batch; then the state changes."""
        if self.state is State.RUNNING:
            self._commands.put(Pause())

    def resume(self) -> None:
        """Continue after a pause or a stop."""
        self._continue(Resume())

    def step(self, step: Step) -> None:
        """Continue after a pause or a stop, and pause after `step`."""
        self._continue(step)

    def stop(self) -> None:
        """End the training after the current mini-batch, and save the run."""
        if self.state in {State.RUNNING, State.PAUSED}:
            self._commands.put(Stop())
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
        if not self.can_change or self.settings is None:
            return
        self.settings = self.settings.with_values(values)
        if self._continuation is not None:
            self._continuation = _with_changes(self._continuation, values)
        else:
            self._commands.put(Change(dict(values)))

    def use_model(self, model: "Model | None", moment: ShownMoment | None = None) -> None:
        """Use a model, such as one from a file, instead of a trained one; show a moment if given.

        A stopped training continues here only while its own network is the one in use.
        """
        if self.active:
            return
        self.shown.use(model, moment)
        if self._continuation is not None:
            state = State.STOPPED if model is self._stopped else State.IDLE
            if state is not self.state:
                self._enter(state)

    def show_moment(self, moment: ShownMoment) -> None:
        """Let the window show the network of a past moment; a training goes on undisturbed."""
        self.shown.show_moment(moment)

    def show_latest(self) -> None:
        """Let the window show the latest network again, after that of a past moment."""
        self._requested = 0.0
        self.shown.show_latest()

    @Slot()
    def leave(self) -> None:
        """End the training so that it can be resumed later."""
        if self.active:
            self._commands.put(Leave())
            self._enter(State.STOPPING)

    @Slot(object)
    def _receive(self, events: list[object]) -> None:
        batch = EventBatch.sort(events)
        if self.settings is not None:
            self.position = self.position.after(batch, self.settings)
        self.received.emit(batch)
        for event in batch.others:
            self._handle(event)
        if batch.batches:
            self._request_model()

    def _request_model(self) -> None:
        now = time.monotonic()
        wanted = self.state is State.RUNNING and not self.shows_moment
        if wanted and now > self._requested + MODEL_INTERVAL:
            self._requested = now
            self._commands.put(PublishModel())

    def _handle(self, event: object) -> None:
        match event:
            case PublishedModel(model, memory):
                self._optimizer_memory = memory
                self.shown.update(model)
            case Paused() if self.state is State.RUNNING:
                self._enter(State.PAUSED)
                self._change_at_pause()
            case TrainingEnd():
                self._end = event
            case Tested():
                self.shown.take_tested(event)
            case Continuable(launch):
                self._continuation = launch
            case Recording(folder):
                remember_folder(self.training_id, folder)
                self.recording.emit(folder)
            case Saved(folder):
                self.saved.emit(folder)
            case NotSaved(error):
                self._errors.report(error)

    def _change_at_pause(self) -> None:
        changes, self._changes_at_pause = self._changes_at_pause, {}
        if changes:
            self.change(changes)
            self.changed_at_pause.emit(self.settings)

    @Slot()
    def _finish(self) -> None:
        self._stopped = self.shown.latest if self._continuation is not None else None
        self._enter(State.IDLE if self._continuation is None else State.STOPPED)
        self.ended.emit(self._end)
        if self._reset_when_ended:
            self._reset()

    @Slot()
    def _fail(self) -> None:
        self._continuation = None
        self._enter(State.FAILED)
        if self._reset_when_ended:
            self._reset()

    def _continue(self, command: Resume | Step) -> None:
        if self.state is State.PAUSED:
            self._commands.put(command)
            self._enter(State.RUNNING)
        elif self.state is State.STOPPED and self._continuation is not None:
            step = command if isinstance(command, Step) else None
            if self._launch(self._continuation, step, self.training_id):
                self._enter(State.RUNNING)

    def _reset(self) -> None:
        self.settings = self._end = self._continuation = self._stopped = None
        self.position = TrainingPosition()
        self.shown.use(None)
        self.cleared.emit()
        self._enter(State.IDLE)

    def optimizer_memory_of(self, model: "Model") -> "OptimizerMemory | None":
        """Return what the optimizer remembers, if the training is paused with this model."""
        paused = self.state is State.PAUSED and model is self.shown.latest
        return self._optimizer_memory if paused else None

    def _enter(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)


def _with_changes(launch: "ContinuedLaunch", values: Mapping[str, Value]) -> "ContinuedLaunch":
    """Add live changes to those since the stop; one that was changed back is none."""
    changes = {**launch.changes, **values}
    kept = {n: value for n, value in changes.items() if value != getattr(launch.settings, n)}
    return replace(launch, changes=kept)
