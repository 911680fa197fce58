"""The training in its task: drives the generator and obeys the commands of the window."""

import time
from contextlib import closing
from queue import Empty, SimpleQueue

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluation_steps
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import InklingError, RunError
from core.models.model_file import Model
from core.runs.training_result import TrainingResult, model_of
from core.training.events import (
    BatchEnd,
    Change,
    Command,
    EpochEnd,
    Event,
    LiveChange,
    Stop,
    TrainingEnd,
)
from core.training.timing import RateLimiter
from core.training.trainer import Training
from gui.common.tasks import Publish
from gui.session.commands import (
    Leave,
    NotSaved,
    Pause,
    Paused,
    PublishedModel,
    PublishModel,
    Resume,
    Saved,
    SessionCommand,
    Step,
    Tested,
)
from gui.session.dataset_provider import DatasetProvider
from gui.session.run_launcher import AnyTraining, Launch

_KEPT = "The window still has its model: save it with File → Save model as…"
_LONGEST_WAIT = 1e6
"""Seconds: a queue has a maximum waiting time, and no user would wait this long."""


class TrainingWorker:
    """Runs one training, from its start to the saved run.

    Publishes the events of `core.training.events`, those of before too if a run is continued, and
    the reports of `gui.session.commands`.
    """

    def __init__(
        self,
        source: DatasetProvider,
        launch: Launch,
        commands: SimpleQueue[SessionCommand],
        first_step: Step | None,
    ) -> None:
        self._source = source
        self._launch = launch
        self._settings = launch.settings
        self._commands = commands
        self._step = first_step
        self._paused = self._leaves = False
        self._pace = RateLimiter()
        self._epochs = 0

    def __call__(self, publish: Publish) -> None:
        limit_threads(self._launch.threads)
        try:
            dataset = self._source.get()
            run = self._launch.begin(dataset, lambda error: publish(NotSaved(error)))
            with closing(run):
                end = self._train(run, publish)
                self._conclude(run, end, dataset, publish)
        finally:
            limit_threads()

    def _train(self, run: AnyTraining, publish: Publish) -> TrainingEnd:
        training = run.training
        self._epochs = training.epochs
        for record in run.history:
            publish(record)
        self._pace.delay(self._settings.speed, time.monotonic())  # the first begins at once
        command = self._wait_at_first(run, publish)
        events = run.events()
        event = next(events)
        while not isinstance(event, TrainingEnd):
            self._keep(event)
            publish(event)
            if command is None:
                if self._step is not None and self._step.ends_with(event):
                    self._pause(training, publish)
                command = self._next_command(event, training, publish)
            event, command = events.send(command), None
        return event

    def _wait_at_first(self, run: AnyTraining, publish: Publish) -> Command | None:
        """Pause at once if a continued run is already where it is to pause."""
        last = run.history[-1] if run.history else None
        if self._step is None or not self._step.epoch or not self._step.ends_with(last):
            return None
        self._pause(run.training, publish)
        return self._next_command(None, run.training, publish)

    def _conclude(
        self, run: AnyTraining, end: TrainingEnd, dataset: Dataset, publish: Publish
    ) -> None:
        if self._leaves:
            publish(end)
            self._save(run, None, publish)
            return
        model = model_of(run.training, dataset, end)
        publish(PublishedModel(model))
        publish(end)
        for evaluation in evaluation_steps(model.network, dataset.test):
            publish(Tested(model, evaluation, dataset.test))
        self._save(run, TrainingResult(model, end, evaluation), publish)

    def _keep(self, event: Event) -> None:
        if isinstance(event, EpochEnd):
            self._epochs = event.epoch
        elif isinstance(event, LiveChange):
            self._settings = self._settings.with_values(event.values)

    def _next_command(
        self, event: Event | None, training: Training, publish: Publish
    ) -> Command | None:
        """Obey the commands that come until it is time to go on; while paused, wait for more."""
        while (received := self._next_session_command(event)) is not None:
            match received:
                case Pause():
                    self._pause(training, publish)
                case Resume():
                    self._paused, self._step = False, None
                    return None
                case Step():
                    self._paused, self._step = False, received
                    return None
                case PublishModel():
                    publish(PublishedModel(self._model(training)))
                case Leave():
                    self._leaves = True
                    return Stop()
                case Stop() | Change() as command:
                    return command
        return None

    def _next_session_command(self, event: Event | None) -> SessionCommand | None:
        """The next command; None if none has come when the next mini-batch is due."""
        if self._paused:
            return self._commands.get()
        if isinstance(event, BatchEnd | LiveChange):
            delay = self._pace.delay(self._settings.speed, time.monotonic())
            if delay > 0:
                return self._command_within(delay)
        return None if self._commands.empty() else self._commands.get()

    def _command_within(self, seconds: float) -> SessionCommand | None:
        try:
            return self._commands.get(timeout=min(seconds, _LONGEST_WAIT))
        except Empty:
            return None

    def _pause(self, training: Training, publish: Publish) -> None:
        if self._paused:
            return
        self._paused = True
        publish(PublishedModel(self._model(training)))
        publish(Paused())

    def _model(self, training: Training) -> Model:
        return Model(training.network.snapshot(), self._settings, self._epochs)

    def _save(self, run: AnyTraining, outcome: TrainingResult | None, publish: Publish) -> None:
        """Save the result or, without one, the state of the training."""
        try:
            folder = run.leave() if outcome is None else run.save(outcome)
        except InklingError as error:
            kept = "" if outcome is None else f" {_KEPT}"
            publish(NotSaved(RunError(f"{error}{kept}", error.details)))
        else:
            if folder is not None:
                publish(Saved(folder))
