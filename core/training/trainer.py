"""The training loop, as a generator."""

import time
from collections.abc import Generator

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, PIXELS, Dataset, Split
from core.evaluation.metrics import Evaluation, evaluation_steps
from core.hyperparameters import FIELDS, Hyperparameters
from core.network.mlp import MLP
from core.training.batches import BatchLoader
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
from core.training.objective import Objective
from core.training.optimizers import OPTIMIZERS

Training = Generator[Event, Command | None, None]


def new_network(settings: Hyperparameters, dtype: npt.DTypeLike = np.float32) -> MLP:
    """The untrained network that these settings start from."""
    initial, _ = _generators(settings.seed)
    return MLP.initialize(
        (PIXELS, *settings.hidden_layers, CLASSES),
        activation=settings.activation,
        loss=settings.loss,
        initializer=settings.initializer,
        rng=initial,
        dtype=dtype,
    )


def train(network: MLP, dataset: Dataset, settings: Hyperparameters) -> Training:
    """Train `network` in place, yielding an event after each mini-batch, part and epoch.

    Nothing happens between two events: whoever drives the generator may pause by waiting,
    look at the network or take its `snapshot`, and send a command. The last event is a
    `TrainingEnd`. The same settings and commands give the same events, to the bit, but for
    the seconds.
    """
    yield from _Trainer(network, dataset, settings).events()


class _Trainer:
    def __init__(self, network: MLP, dataset: Dataset, settings: Hyperparameters) -> None:
        self._network = network
        self._train = dataset.train.first(settings.training_images)
        self._validation = dataset.validation
        self._settings = settings
        self._objective = Objective(network, settings, len(self._train))
        self._optimizer = OPTIMIZERS[settings.optimizer]()
        self._load = BatchLoader(self._train, settings.batch_size, network.parameters.dtype)
        _, self._shuffle = _generators(settings.seed)
        self._clock = _Stopwatch()
        self._epoch = 0
        self._images_seen = 0

    def events(self) -> Training:
        self._clock.start()
        status, reason = Status.COMPLETED, ""
        try:
            while self._epoch < self._settings.epochs:
                finite = self._network.parameters.copy()
                yield from self._one_epoch()
        except _StoppedError:
            status = Status.STOPPED
        except _DivergedError as error:
            status, reason = Status.DIVERGED, str(error)
        if status is Status.DIVERGED or not self._is_finite():
            # The second: stopped between a step too long and the loss that would have shown it.
            self._network.parameters[:] = finite
        yield TrainingEnd(status, self._epoch, self._clock.seconds, reason)

    def _one_epoch(self) -> Training:
        started = self._clock.seconds
        epoch = self._epoch + 1
        order = self._shuffle.permutation(len(self._train))
        for start in range(0, len(order), self._settings.batch_size):
            event = self._learn(epoch, order[start : start + self._settings.batch_size])
            yield from self._say(event)
        trained = self._clock.seconds
        train = yield from self._evaluate(epoch, self._train)
        validation = yield from self._evaluate(epoch, self._validation)
        # The last step of the epoch is the one whose loss no mini-batch has shown yet.
        if not (np.isfinite([train.loss, validation.loss]).all() and self._is_finite()):
            raise self._diverged(epoch)
        ended = self._clock.seconds
        self._epoch = epoch
        yield from self._say(
            EpochEnd(
                epoch,
                train.loss,
                train.accuracy,
                validation.loss,
                validation.accuracy,
                seconds=ended - started,
                train_seconds=trained - started,
            )
        )

    # A step too long ends in infinities: they are the message, not a warning beside it.
    @np.errstate(over="ignore", invalid="ignore")
    def _learn(self, epoch: int, indices: npt.NDArray[np.intp]) -> BatchEnd:
        pixels, targets, labels = self._load(indices)
        result = self._objective.differentiate(pixels, targets)
        if not np.isfinite(result.loss):
            raise self._diverged(epoch)
        self._optimizer.step(
            self._network.parameters, self._objective.gradient, self._settings.learning_rate
        )
        self._images_seen += len(indices)
        correct = int(np.count_nonzero(result.predictions == labels))
        return BatchEnd(epoch, self._images_seen, result.loss, correct / len(indices))

    def _is_finite(self) -> bool:
        return bool(np.isfinite(self._network.parameters).all())

    def _diverged(self, epoch: int) -> "_DivergedError":
        return _DivergedError(
            f"The loss is no longer a number in epoch {epoch}. The learning rate "
            f"{self._settings.learning_rate:g} is probably too high."
        )

    def _evaluate(self, epoch: int, split: Split) -> Generator[Event, Command | None, Evaluation]:
        evaluations = []
        for evaluation in evaluation_steps(self._network, split):
            evaluations.append(evaluation)
            yield from self._say(Evaluating(epoch))
        return evaluations[-1]

    def _say(self, event: Event) -> Training:
        self._clock.stop()
        command = yield event
        while command is not None:
            if isinstance(command, Stop):
                self._clock.start()
                raise _StoppedError
            command = yield self._change(command)
        self._clock.start()

    def _change(self, command: Change) -> LiveChange:
        for name in command.values:
            if not FIELDS[name].live:
                raise ValueError(f"{name} cannot change while training")
        self._settings = self._settings.with_values(command.values)
        self._objective.settings = self._settings
        return LiveChange(self._images_seen, dict(command.values))


class _StoppedError(Exception):
    pass


class _DivergedError(Exception):
    pass


class _Stopwatch:
    """The time in which the training itself works: not while whoever drives it waits."""

    def __init__(self) -> None:
        self._before = 0.0
        self._since: float | None = None

    def start(self) -> None:
        self._since = time.perf_counter()

    def stop(self) -> None:
        self._before, self._since = self.seconds, None

    @property
    def seconds(self) -> float:
        running = time.perf_counter() - self._since if self._since is not None else 0.0
        return self._before + running


def _generators(seed: int) -> "tuple[np.random.Generator, np.random.Generator]":
    """For the initial weights and for the order of the images."""
    initial, shuffle = np.random.SeedSequence(seed).spawn(2)
    return np.random.default_rng(initial), np.random.default_rng(shuffle)
