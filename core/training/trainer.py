"""The training loop, which is a generator of events."""

from collections.abc import Generator
from copy import deepcopy

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import Dataset, Split
from core.evaluation.metrics import Evaluation, evaluation_steps
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.nn.activations import Floats
from core.nn.initializers import INITIALIZERS
from core.nn.mlp import MLP, blank_network
from core.training.batches import BatchSource
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
from core.training.optimizers import OptimizerMemory
from core.training.prefetch import Order
from core.training.random_streams import generator
from core.training.schedules import SCHEDULES
from core.training.state import Progress, TrainingState
from core.training.stopping import DivergedError, check_loss
from core.training.timing import Stopwatch
from core.training.train_step import TrainStep

Events = Generator[Event, Command | None, None]


def new_network(settings: Hyperparameters, dtype: npt.DTypeLike = np.float32) -> MLP:
    """Make the untrained network that these settings start from."""
    network = blank_network(settings, dtype)
    initialize = INITIALIZERS[settings.initializer]
    initialize(network.weights, network.biases, generator(settings.seed, "initial"))
    return network


def train(network: MLP, dataset: Dataset, settings: Hyperparameters) -> Events:
    """Train `network` in place, and yield the events of a new `Training`."""
    return Training(network, dataset, settings).events()


class Training:
    """A training, from the initial weights or from the state of another one.

    The same settings and commands give the same events bit for bit, except for the seconds.
    """

    def __init__(
        self,
        network: MLP,
        dataset: Dataset,
        settings: Hyperparameters,
        state: TrainingState | None = None,
    ) -> None:
        """Prepare the training; a `state` replaces the parameters and the settings."""
        self._settings = settings = settings if state is None else state.settings
        self._network = network
        dataset = dataset.divided(settings.training_images, settings.validation_images)
        self._train, self._validation = dataset.train, dataset.validation
        self._train_step = TrainStep(network, self._settings, len(self._train))
        self._source = BatchSource(self._train, self._settings, network.parameters.dtype)
        self._shuffle = generator(self._settings.seed, "shuffle")
        self._progress = Progress()
        self._stopwatch = Stopwatch()
        self._best_parameters: Floats | None = None
        self._before_last_step: Floats | None = None
        if state is not None:
            self._restore(state)
        self._shuffle_state = self._shuffle.bit_generator.state

    @property
    def settings(self) -> Hyperparameters:
        """The settings with all live changes so far."""
        return self._settings

    @property
    def epochs(self) -> int:
        """The number of completed epochs."""
        return self._progress.epochs

    @property
    def images_seen(self) -> int:
        """The number of images seen since the start of the training."""
        return self._progress.images_seen

    @property
    def stopped_early(self) -> bool:
        """Whether early stopping has decided to end the training."""
        return self._should_stop()

    @property
    def network(self) -> MLP:
        """The network to evaluate and use.

        It has the averaged weights if averaging is on, and at the end those of the best epoch if
        they are to be restored.
        """
        if self._best_parameters is not None:
            return self._network.with_parameters(self._best_parameters)
        return self._train_step.network

    @property
    def trained_network(self) -> MLP:
        """The network that the steps change, without averaging."""
        return self._network

    @property
    def before_last_step(self) -> MLP | None:
        """The same network before the last step of the last completed epoch.

        None unless `keep_last_step` was called; not a number if the step was taken before that.
        """
        if self._before_last_step is None:
            return None
        return self._network.with_parameters(self._before_last_step)

    @property
    def network_position(self) -> tuple[int, int]:
        """The number of epochs that `network` was trained for, and of mini-batches after them."""
        progress = self._progress
        if self._best_parameters is not None:
            return progress.stopping.best_epoch, 0
        return progress.epochs, -(-progress.position // self._settings.batch_size)

    @property
    def optimizer_memory(self) -> OptimizerMemory | None:
        """A copy of the state of the optimizer; None where it moves other weights than `network`'s.

        These are the weights of the last mini-batch, while `network` has averaged ones or those of
        the best epoch. Call this between two events.
        """
        if self._best_parameters is not None or self._settings.ema:
            return None
        state = self._train_step.state()
        return OptimizerMemory(state.slots, state.steps, self._learning_rate())

    def first_images(self, count: int) -> Split:
        """Return the first training images, or all where there are fewer."""
        return self._train.first(count)

    def keep_last_step(self) -> None:
        """From now on, keep a copy of the parameters before the last step of each epoch."""
        self._before_last_step = np.full_like(self._network.parameters, np.nan)

    def state(self) -> TrainingState:
        """Copy the state for a new training to continue from; call this between two events."""
        return TrainingState(
            self._settings,
            self._train_step.state(),
            deepcopy(self._progress),
            self._shuffle_state,
            self._stopwatch.seconds,
        )

    def change(self, command: Change) -> LiveChange:
        """Make a live change before the first event; later it has to be sent."""
        self._plan()
        return self._change(command)

    def events(self) -> Events:
        """Train, and yield an event after each mini-batch, part of an evaluation, and epoch.

        Nothing happens between two events: the driver of the generator may pause by waiting, use
        the network or take its `snapshot`, and send a command. The last event is a `TrainingEnd`.
        """
        self._stopwatch.start()
        try:
            status, reason = yield from self._run_epochs()
        finally:
            self._source.close()
            self._stopwatch.stop()
        yield TrainingEnd(status, self._progress.epochs, self._stopwatch.seconds, reason)

    def _restore(self, state: TrainingState) -> None:
        self._train_step.restore(state.train_step)
        self._progress = deepcopy(state.progress)
        self._shuffle.bit_generator.state = state.shuffle
        self._stopwatch.before = state.seconds

    def _run_epochs(self) -> Generator[Event, Command | None, tuple[Status, str]]:
        finite = self._network.parameters.copy()
        try:
            # Checked before an epoch: a state may have been taken at the end of the one before.
            while self._goes_on():
                np.copyto(finite, self._network.parameters)
                yield from self._run_epoch()
        except _StoppedError:
            if not self._is_finite():
                # Stopped after a step that was too long, before a loss has shown it.
                self._train_step.reset(finite)
            return Status.STOPPED, ""
        except DivergedError as error:
            self._train_step.reset(finite)
            return Status.DIVERGED, str(error)
        self._best_parameters = self._progress.stopping.best_parameters
        return Status.COMPLETED, self._stop_reason() if self._should_stop() else ""

    def _goes_on(self) -> bool:
        """Whether to train for an epoch, or for the rest of one: each is trained to its end."""
        if self._progress.position:
            return True
        return not self._should_stop() and self._progress.epochs < self._settings.epochs

    def _run_epoch(self) -> Events:
        started = self._stopwatch.seconds
        progress, epoch = self._progress, self._progress.epochs + 1
        self._shuffle_state = self._shuffle.bit_generator.state
        order = self._shuffle.permutation(len(self._train))
        self._plan()
        while progress.position < len(order):
            event = self._train_on_batch(epoch, order)
            yield from self._emit(event)
        trained = self._stopwatch.seconds
        evaluated = self._train.first(self._settings.evaluation_images)
        train = yield from self._evaluate(epoch, evaluated)
        validation = yield from self._evaluate(epoch, self._validation)
        # No mini-batch has shown the loss after the last step of the epoch yet.
        for loss in (train.loss, validation.loss):
            check_loss(loss if self._is_finite() else np.inf, epoch, self._settings)
        ended = self._stopwatch.seconds
        self._end_epoch(epoch, validation)
        yield from self._emit(
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

    def _train_on_batch(self, epoch: int, order: Order) -> BatchEnd:
        progress = self._progress
        batch = self._source.take(order, progress.position)
        result = self._train_step.differentiate(batch)
        check_loss(result.loss, epoch, self._settings)
        is_last = progress.position + len(batch.labels) == len(order)
        if is_last and self._before_last_step is not None:
            np.copyto(self._before_last_step, self._network.parameters)
        self._train_step.step(self._learning_rate())
        progress.position += len(batch.labels)
        progress.images_seen += len(batch.labels)
        correct = int(np.count_nonzero(result.predictions == batch.labels))
        digits = len(batch.labels) - batch.non_digits
        return BatchEnd(epoch, progress.images_seen, result.loss, correct / max(digits, 1))

    def _learning_rate(self) -> float:
        progress, settings = self._progress, self._settings
        epoch = progress.epochs + progress.position / len(self._train)
        factor = SCHEDULES[settings.schedule](epoch, settings) * progress.plateau.factor
        return settings.learning_rate * factor

    def _end_epoch(self, epoch: int, validation: Evaluation) -> None:
        progress, settings = self._progress, self._settings
        progress.epochs, progress.position, progress.origin = epoch, 0, 0
        self._shuffle_state = self._shuffle.bit_generator.state
        if settings.schedule == "plateau":
            progress.plateau.update(validation.loss, settings.plateau_epochs)
        if settings.early_stopping != "off":
            by_loss = settings.early_stopping == "loss"
            value = validation.loss if by_loss else -validation.accuracy
            progress.stopping.update(epoch, value, self.network.parameters, settings)

    def _should_stop(self) -> bool:
        stopping, settings = self._progress.stopping, self._settings
        waited = self._progress.epochs - stopping.best_epoch
        return settings.early_stopping != "off" and waited >= settings.patience

    def _stop_reason(self) -> str:
        settings, best = self._settings, self._progress.stopping.best_epoch
        kept = best if settings.restore_best == "yes" else self._progress.epochs
        return (
            f"Stopped early: the validation {settings.early_stopping} of epoch {best} was not "
            f"improved for {settings.patience} epochs; the weights of epoch {kept} are kept."
        )

    def _is_finite(self) -> bool:
        return bool(np.isfinite(self._network.parameters).all())

    def _evaluate(self, epoch: int, split: Split) -> Generator[Event, Command | None, Evaluation]:
        evaluations = []
        for evaluation in evaluation_steps(self.network, split):
            evaluations.append(evaluation)
            yield from self._emit(Evaluating(epoch))
        return evaluations[-1]

    def _emit(self, event: Event) -> Events:
        self._stopwatch.stop()
        command = yield event
        while command is not None:
            if isinstance(command, Stop):
                self._stopwatch.start()
                raise _StoppedError
            command = yield self._change(command)
        self._stopwatch.start()

    def _change(self, command: Change) -> LiveChange:
        for name in command.values:
            if not FIELDS[name].live:
                raise ValueError(f"{name} cannot change while training")
        self._settings = self._settings.with_values(command.values)
        self._train_step.use(self._settings)
        if self._source.changes_with(self._settings, self._progress.epochs + 1):
            self._progress.origin = self._progress.position
            self._plan()
        return LiveChange(self._progress.images_seen, dict(command.values))

    def _plan(self) -> None:
        progress = self._progress
        self._source.plan(
            self._settings,
            progress.epochs + 1,
            seen=progress.images_seen - progress.position,
            origin=progress.origin,
        )


class _StoppedError(Exception):
    pass
