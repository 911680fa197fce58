"""The training in the worker thread: drives the generator as the window orders."""

import time
from contextlib import closing
from queue import Empty, SimpleQueue

from core.datasets.dataset import Dataset
from core.evaluation.metrics import Evaluation
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import RunError
from core.models.model_file import Model
from core.training.events import (
    BatchEnd,
    Change,
    Command,
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
from gui.session.run_launcher import AnyTraining, Beginning

_KEPT = "The window still has its model: save it with File → Save model as…"
_LONGEST_WAIT = 1e6
"""Seconds. The queue knows a longest time; a person would not wait for this one."""


class TrainingWorker:
    """One training, from its beginning to the saved run.

    Publishes the events of `core.training.events`, of a run that goes on also those before, and
    what `gui.session.commands` has beside them.
    """

    def __init__(
        self,
        source: DatasetProvider,
        beginning: Beginning,
        orders: SimpleQueue[Order],
        first_step: Step | None,
    ) -> None:
        self._source = source
        self._beginning = beginning
        self._orders = orders
        self._step = first_step
        self._paused = self._leaves = False
        self._pace = RateLimiter()

    def __call__(self, publish: Publish) -> None:
        limit_threads(self._beginning.threads)
        try:
            dataset = self._source.get()
            begun = self._beginning.begin(dataset, lambda error: publish(NotSaved(error)))
            with closing(begun):
                end = self._train(begun, publish)
                self._conclude(begun, end, dataset, publish)
        finally:
            limit_threads()

    def _train(self, begun: AnyTraining, publish: Publish) -> TrainingEnd:
        training = begun.training
        for record in begun.history:
            publish(record)
        self._pace.delay(training.settings.speed, time.monotonic())  # the first begins at once
        command = self._wait_at_first(begun, publish)
        events = begun.events()
        event = next(events)
        while not isinstance(event, TrainingEnd):
            publish(event)
            if command is None:
                if self._step is not None and self._step.ends_with(event):
                    self._pause(training, publish)
                command = self._next_command(event, training, publish)
            event, command = events.send(command), None
        return event

    def _wait_at_first(self, begun: AnyTraining, publish: Publish) -> Command | None:
        """A run that goes on may be where it is to pause."""
        last = begun.history[-1] if begun.history else None
        if self._step is None or not self._step.epoch or not self._step.ends_with(last):
            return None
        self._pause(begun.training, publish)
        return self._next_command(None, begun.training, publish)

    def _conclude(
        self, begun: AnyTraining, end: TrainingEnd, dataset: Dataset, publish: Publish
    ) -> None:
        if self._leaves:
            publish(end)
            self._suspend(begun, publish)
            return

        def show(model: Model, evaluation: Evaluation | None) -> None:
            if evaluation is not None:
                publish(Tested(model, evaluation, dataset.test))
            else:
                publish(PublishedModel(model))
                publish(end)

        _, folder, problem = begun.finish(end, dataset, show)
        if problem is not None:
            publish(NotSaved(RunError(f"{problem} {_KEPT}", problem.details)))
        elif folder is not None:
            publish(Saved(folder))

    def _next_command(
        self, event: Event | None, training: Training, publish: Publish
    ) -> Command | None:
        """Obey the orders that come until it is time to go on; while paused, wait for more."""
        while (order := self._next_order(event, training)) is not None:
            match order:
                case Pause():
                    self._pause(training, publish)
                case Resume():
                    self._paused, self._step = False, None
                    return None
                case Step():
                    self._paused, self._step = False, order
                    return None
                case PublishModel():
                    publish(PublishedModel(_model_of(training)))
                case Leave():
                    self._leaves = True
                    return Stop()
                case Stop() | Change() as command:
                    return command
        return None

    def _next_order(self, event: Event | None, training: Training) -> Order | None:
        """The next order; None where none has come when the next mini-batch is due."""
        if self._paused:
            return self._orders.get()
        if isinstance(event, BatchEnd | LiveChange):
            delay = self._pace.delay(training.settings.speed, time.monotonic())
            if delay > 0:
                return self._order_within(delay)
        return None if self._orders.empty() else self._orders.get()

    def _order_within(self, seconds: float) -> Order | None:
        try:
            return self._orders.get(timeout=min(seconds, _LONGEST_WAIT))
        except Empty:
            return None

    def _pause(self, training: Training, publish: Publish) -> None:
        if self._paused:
            return
        self._paused = True
        publish(PublishedModel(_model_of(training)))
        publish(Paused())

    @staticmethod
    def _suspend(begun: AnyTraining, publish: Publish) -> None:
        """Save the state of the training, so that it can be resumed."""
        try:
            folder = begun.suspend()
        except RunError as error:
            publish(NotSaved(error))
        else:
            if folder is not None:
                publish(Saved(folder))


def _model_of(training: Training) -> Model:
    return Model(training.network.snapshot(), training.settings, training.epochs)
