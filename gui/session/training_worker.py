"""The work of the training thread: drives the generator and obeys the window's commands."""

import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue

from core.datasets.dataset import Dataset
from core.datasets.mnist import DatasetProvider
from core.evaluation.metrics import Evaluation
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import RunError
from core.models.model_file import Model
from core.runs.recorded_training import RecordedTraining
from core.training.events import (
    BatchEnd,
    Change,
    Command,
    EpochEnd,
    Evaluating,
    Event,
    LiveChange,
    Status,
    Stop,
    TrainingEnd,
)
from core.training.timing import RateLimiter
from core.training.trainer import Training
from gui.common.tasks import Publish
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
from gui.session.run_launcher import (
    AnyTraining,
    ContinuedLaunch,
    ContinueSaved,
    ContinueUnsaved,
    Launch,
)

_KEPT = "The window still has its model: save it with File → Save model as…"
_SAVE_AFTER = 0.3
"""Seconds of a pause until the state is written: the pause may last for days. Single steps, which
are also pauses, are faster than that."""
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
        training_id: str = "",
        budget: int = 0,
    ) -> None:
        self._source = source
        self._launch = launch
        self._commands = commands
        self._step = first_step
        self._id = training_id
        self._budget = budget
        """The most bytes of the weights of past moments in the run."""
        self._shown = launch.known_records
        """The number of records that the window shows."""
        self._paused = self._leaves = False
        self._save_at: float | None = None
        """When to write the state during a pause; None if it has been written."""
        self._pace = RateLimiter()

    def __call__(self, publish: Publish) -> None:
        """Run the training, and publish what it reports."""
        limit_threads(self._launch.threads)
        try:
            dataset = self._source.get()
            run = self._launch.begin(dataset, lambda error: publish(NotSaved(error)), self._budget)
            with closing(run):
                if isinstance(run, RecordedTraining):
                    publish(Recording(run.folder.path))
                end = self._train(run, publish)
                self._conclude(run, end, dataset, publish)
        finally:
            limit_threads()

    def _train(self, run: AnyTraining, publish: Publish) -> TrainingEnd:
        training = run.training
        for record in run.history[self._shown :]:
            publish(record)
        self._shown = len(run.history)
        self._pace.delay(training.settings.speed, time.monotonic())  # the first begins at once
        command = self._wait_at_first(run, publish)
        events = run.events()
        event = next(events)
        while not isinstance(event, TrainingEnd):
            if not isinstance(event, Evaluating):  # nothing in the window shows these
                publish(event)
            if isinstance(event, EpochEnd | LiveChange):
                self._shown += 1
            if command is None:
                if self._step is not None and self._step.ends_with(event):
                    self._pause(run, publish)
                command = self._next_command(event, run, publish)
            event, command = events.send(command), None
        return event

    def _wait_at_first(self, run: AnyTraining, publish: Publish) -> Command | None:
        """Pause at once if a continued run is already where it is to pause."""
        last = run.history[-1] if run.history else None
        if self._step is None or not self._step.epoch or not self._step.ends_with(last):
            return None
        self._pause(run, publish)
        return self._next_command(None, run, publish)

    def _conclude(
        self, run: AnyTraining, end: TrainingEnd, dataset: Dataset, publish: Publish
    ) -> None:
        if self._leaves:
            publish(end)
            self._suspend(run, publish)
            return

        published: Model | None = None

        def show(model: Model, evaluation: Evaluation | None) -> None:
            nonlocal published
            if published is None:
                published = replace(model, training_id=self._id)
                publish(PublishedModel(published))
                publish(end)
            if evaluation is not None:
                publish(Tested(published, evaluation, dataset.test))

        _, folder, problem = run.finish(end, dataset, show)
        if problem is not None:
            publish(NotSaved(RunError(f"{problem} {_KEPT}", problem.details)))
            folder = None
        elif folder is not None:
            publish(Saved(folder))
        if end.status is Status.STOPPED:
            publish(Continuable(self._continuation(run.training, folder)))

    def _continuation(self, training: Training, folder: Path | None) -> ContinuedLaunch:
        """Return how a stopped training goes on: from its run, or from memory if it has none."""
        threads = self._launch.threads
        if folder is None:
            return ContinueUnsaved(training.state(), threads)
        seen = training.images_seen
        return ContinueSaved(folder, training.settings, threads, seen, self._shown)

    def _next_command(
        self, event: Event | None, run: AnyTraining, publish: Publish
    ) -> Command | None:
        """Obey the commands that arrive until training continues; while paused, wait for more."""
        training = run.training
        while (received := self._next_session_command(event, run)) is not None:
            match received:
                case Pause():
                    self._pause(run, publish)
                case Resume():
                    self._paused, self._step = False, None
                    return None
                case Step():
                    self._paused, self._step = False, received
                    return None
                case PublishModel():
                    publish(PublishedModel(self._model_of(training)))
                case Leave():
                    self._leaves = True
                    return Stop()
                case Stop() | Change() as command:
                    return command
        return None

    def _next_session_command(self, event: Event | None, run: AnyTraining) -> SessionCommand | None:
        """Return the next command; None if there is none before the next mini-batch is due."""
        if self._paused:
            return self._command_during_pause(run)
        if isinstance(event, BatchEnd | LiveChange):
            delay = self._pace.delay(run.training.settings.speed, time.monotonic())
            if delay > 0:
                return self._command_within(delay)
        return None if self._commands.empty() else self._commands.get()

    def _command_during_pause(self, run: AnyTraining) -> SessionCommand:
        """Wait for the next command; write the state of the training if the pause lasts."""
        if self._save_at is not None:
            command = self._command_within(max(self._save_at - time.monotonic(), 0.0))
            if command is not None:
                return command
            run.save_state()
            self._save_at = None
        return self._commands.get()

    def _command_within(self, seconds: float) -> SessionCommand | None:
        try:
            return self._commands.get(timeout=min(seconds, _LONGEST_WAIT))
        except Empty:
            return None

    def _pause(self, run: AnyTraining, publish: Publish) -> None:
        if self._paused:
            return
        self._paused, self._save_at = True, time.monotonic() + _SAVE_AFTER
        model, memory = self._model_of(run.training), run.training.optimizer_memory
        publish(PublishedModel(model, memory))
        publish(Paused())

    @staticmethod
    def _suspend(run: AnyTraining, publish: Publish) -> None:
        """Save the state of the training, so that it can be continued."""
        try:
            folder = run.suspend()
        except RunError as error:
            publish(NotSaved(error))
        else:
            if folder is not None:
                publish(Saved(folder))

    def _model_of(self, training: Training) -> Model:
        network = training.network.snapshot()
        epoch, mini_batches = training.network_position
        return Model(
            network, training.settings, epoch, mini_batches=mini_batches, training_id=self._id
        )
