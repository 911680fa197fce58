"""The training in the worker thread: drives the generator as the window orders."""

import time
from dataclasses import replace
from queue import Empty, SimpleQueue

from core.blas import limit_threads
from core.errors import InklingError
from core.evaluation.calibration import calibrate
from core.hyperparameters import Hyperparameters
from core.runs.folder import RunFolder
from core.runs.model_file import Model
from core.runs.records import Record
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
from core.training.pace import Pace
from core.training.threads import default_threads
from core.training.trainer import Training, new_network
from gui.dataset_source import DatasetSource
from gui.jobs import Publish
from gui.orders import (
    NotSaved,
    Order,
    Pause,
    Paused,
    PublishedModel,
    PublishModel,
    Resume,
    Saved,
    Step,
)

_LONGEST_WAIT = 1e6
"""Seconds. The queue knows a longest time; a person would not wait for this one."""


class TrainingJob:
    """One training, from the initial weights to the saved run.

    Publishes the events of `core.training.events`, and what `gui.orders` has beside them.
    """

    def __init__(
        self,
        source: DatasetSource,
        settings: Hyperparameters,
        orders: SimpleQueue[Order],
        first_step: Step | None,
    ) -> None:
        self._source = source
        self._settings = settings
        self._orders = orders
        self._pause_after = first_step.until if first_step else None
        self._paused = False
        self._pace = Pace()
        self._epochs = 0
        self._history: list[Record] = []

    def __call__(self, publish: Publish) -> None:
        limit_threads(default_threads(self._settings))
        try:
            self._train(publish)
        finally:
            limit_threads()

    def _train(self, publish: Publish) -> None:
        dataset = self._source.get()
        training = Training(new_network(self._settings), dataset, self._settings)
        folder = self._create_folder(publish)
        self._pace.delay(self._settings.speed, time.monotonic())  # the first begins at once
        events = training.events()
        event = next(events)
        while not isinstance(event, TrainingEnd):
            self._keep(event)
            publish(event)
            if self._pause_after is not None and isinstance(event, self._pause_after):
                self._pause(training, publish)
            event = events.send(self._next_command(event, training, publish))
        model = self._model(training)
        model = replace(model, calibration=calibrate(model.network, dataset.validation))
        publish(PublishedModel(model))
        publish(event)
        if folder is not None:
            self._save(folder, model, publish)

    def _keep(self, event: Event) -> None:
        if isinstance(event, EpochEnd):
            self._epochs = event.epoch
            self._history.append(event)
        elif isinstance(event, LiveChange):
            self._settings = self._settings.with_values(event.values)
            self._history.append(event)

    def _next_command(self, event: Event, training: Training, publish: Publish) -> Command | None:
        """Obey the orders that come until it is time to go on; while paused, wait for more."""
        while (order := self._next_order(event)) is not None:
            match order:
                case Pause():
                    self._pause(training, publish)
                case Resume():
                    self._paused, self._pause_after = False, None
                    return None
                case Step(until):
                    self._paused, self._pause_after = False, until
                    return None
                case PublishModel():
                    publish(PublishedModel(self._model(training)))
                case Stop() | Change() as command:
                    return command
        return None

    def _next_order(self, event: Event) -> Order | None:
        """The next order; None where none has come when the next mini-batch is due."""
        if self._paused:
            return self._orders.get()
        if isinstance(event, BatchEnd | LiveChange):
            delay = self._pace.delay(self._settings.speed, time.monotonic())
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
        publish(PublishedModel(self._model(training)))
        publish(Paused())

    def _model(self, training: Training) -> Model:
        return Model(training.network.snapshot(), self._settings, self._epochs)

    def _create_folder(self, publish: Publish) -> RunFolder | None:
        try:
            return RunFolder(self._settings)
        except InklingError as error:
            publish(NotSaved(error))
            return None

    def _save(self, folder: RunFolder, model: Model, publish: Publish) -> None:
        try:
            folder.save(model, self._history)
        except InklingError as error:
            publish(NotSaved(error))
        else:
            publish(Saved(folder.path))
