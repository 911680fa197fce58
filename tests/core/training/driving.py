"""How the tests drive a training, and what they compare."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import Hyperparameters
from core.training.events import BatchEnd, Command, EpochEnd, Evaluating, Event, TrainingEnd
from core.training.state import TrainingState
from core.training.trainer import Events, Training, new_network

TinyDataset = Callable[..., Dataset]

# Everything that draws random numbers or remembers something, at once.
RICH = Hyperparameters(
    hidden_layers=(7, 6),
    activation="relu, tanh",
    loss="softmax_cross_entropy",
    label_smoothing=0.1,
    initializer="he",
    optimizer="adamw",
    gradient="mean",
    learning_rate=0.02,
    schedule="warmup_cosine",
    warmup_epochs=0.5,
    batch_size=8,
    epochs=3,
    clip_norm=1.0,
    l1=0.01,
    l2=0.1,
    max_norm=2.0,
    dropout_input=0.1,
    dropout=0.2,
    ema=0.9,
    shift=2.0,
    rotation=10.0,
    scale=0.1,
    shear=0.1,
    elastic=1.0,
    thickness=0.3,
    noise=0.1,
    erasing=0.3,
    regional_forms=0.2,
    scribbles=0.1,
    fade_epochs=2,
    training_images=60,
)


def plain(event: Event) -> Event:
    """The event without its seconds, which no two trainings share."""
    match event:
        case EpochEnd():
            return replace(event, seconds=0, train_seconds=0)
        case TrainingEnd():
            return replace(event, seconds=0)
    return event


def results(events: Iterable[Event]) -> list[Event]:
    """Without the progress of evaluations: one that was interrupted begins anew."""
    return [event for event in events if not isinstance(event, Evaluating)]


def new_training(
    dataset: Dataset, settings: Hyperparameters, state: TrainingState | None = None
) -> Training:
    return Training(new_network(settings), dataset, settings, state)


def drive(events: Events, commands: Mapping[int, Command] | None = None) -> list[Event]:
    """All events; after the first that has seen so many images, its command is sent."""
    waiting, told = dict(commands or {}), []
    event: Event | None = next(events, None)
    while event is not None:
        told.append(plain(event))
        command = None
        if isinstance(event, BatchEnd) and event.images_seen in waiting:
            command = waiting.pop(event.images_seen)
        try:
            event = events.send(command)
        except StopIteration:
            event = None
    return told


def take(events: Events, count: int) -> list[Event]:
    """The first `count` events."""
    return [plain(next(events)) for _ in range(count)]


def whole(
    dataset: Dataset, settings: Hyperparameters, commands: Mapping[int, Command] | None = None
) -> tuple[list[Event], np.ndarray]:
    """The events of an uninterrupted training, and the parameters it ends with."""
    training = new_training(dataset, settings)
    return drive(training.events(), commands), training.network.parameters.copy()
