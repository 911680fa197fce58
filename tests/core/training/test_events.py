"""Which events come in which order, and that they come the same again."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.hyperparameters.schema import Hyperparameters
from core.training import timing, trainer
from core.training.events import BatchEnd, EpochEnd, Evaluating, Event, Status, TrainingEnd
from core.training.optimizers import OPTIMIZERS, SGD
from core.training.trainer import new_network, train

TinyDataset = Callable[..., Dataset]
SMALL = Hyperparameters(hidden_layers=(4,), batch_size=8, epochs=2)


def history(dataset: Dataset, settings: Hyperparameters) -> list[Event]:
    """All events, without their seconds."""
    events = []
    for event in train(new_network(settings), dataset, settings):
        match event:
            case EpochEnd():
                event = replace(event, seconds=0, train_seconds=0)
            case TrainingEnd():
                event = replace(event, seconds=0)
        events.append(event)
    return events


def test_mini_batches_then_evaluation_then_the_epochs_end_and_one_last_event(
    tiny: TinyDataset,
) -> None:
    events = history(tiny(20), SMALL)
    epoch = [BatchEnd] * 3 + [Evaluating] * 2 + [EpochEnd]
    assert [type(event) for event in events] == epoch * 2 + [TrainingEnd]
    assert [event.epoch for event in events[:-1]] == [1] * 6 + [2] * 6
    assert events[-1] == TrainingEnd(Status.COMPLETED, epochs=2, seconds=0)


def test_the_images_seen_are_counted_from_the_start_of_the_training(tiny: TinyDataset) -> None:
    batches = [event for event in history(tiny(20), SMALL) if isinstance(event, BatchEnd)]
    assert [batch.images_seen for batch in batches] == [8, 16, 20, 28, 36, 40]


def test_the_evaluation_says_something_every_1000_images(tiny: TinyDataset) -> None:
    settings = replace(SMALL, training_images=8, epochs=1)
    events = history(tiny(20, validation=2001), settings)
    assert [type(event) for event in events].count(Evaluating) == 1 + 3


def test_an_epoch_tells_how_good_the_network_now_is(tiny: TinyDataset) -> None:
    dataset, network = tiny(20), new_network(SMALL)
    for event in train(network, dataset, SMALL):
        if isinstance(event, EpochEnd):
            train_part = evaluate(network, dataset.train)
            validation = evaluate(network, dataset.validation)
            assert (event.train_loss, event.train_accuracy) == (
                train_part.loss,
                train_part.accuracy,
            )
            assert (event.validation_loss, event.validation_accuracy) == (
                validation.loss,
                validation.accuracy,
            )


def test_same_seed_gives_the_same_history_to_the_bit(mnist: Dataset) -> None:
    settings = Hyperparameters(training_images=1500, epochs=2, seed=11)
    assert history(mnist, settings) == history(mnist, settings)


def test_another_seed_gives_another_start_and_another_order(tiny: TinyDataset) -> None:
    first, other = replace(SMALL, seed=1), replace(SMALL, seed=2)
    assert not np.isclose(new_network(first).parameters, new_network(other).parameters).any()
    events = [next(train(new_network(first), tiny(), order)) for order in (first, other, first)]
    assert events[0] == events[2] != events[1]


def test_a_driver_that_looks_at_the_network_changes_nothing(tiny: TinyDataset) -> None:
    watched, unwatched = new_network(SMALL), new_network(SMALL)
    for _ in train(watched, tiny(), SMALL):
        watched.snapshot().probabilities(np.ones((1, 784), np.float32))
    list(train(unwatched, tiny(), SMALL))
    assert np.array_equal(watched.parameters, unwatched.parameters)


def test_events_cannot_be_changed(tiny: TinyDataset) -> None:
    for event in history(tiny(), SMALL):
        with pytest.raises(AttributeError):
            setattr(event, "epochs" if isinstance(event, TrainingEnd) else "epoch", 9)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that only moves by a second a step, 10 an evaluated part, and by hand."""
    now = SimpleNamespace(seconds=1000.0)

    class Slow(SGD):
        def step(self, *arguments: object) -> None:
            now.seconds += 1
            super().step(*arguments)  # type: ignore[arg-type]

    def slow_steps(*arguments: object) -> object:
        for step in original(*arguments):  # type: ignore[arg-type]
            now.seconds += 10
            yield step

    original = trainer.evaluation_steps
    monkeypatch.setitem(OPTIMIZERS, "sgd", Slow)
    monkeypatch.setattr(trainer, "evaluation_steps", slow_steps)
    monkeypatch.setattr(timing, "time", SimpleNamespace(perf_counter=lambda: now.seconds))
    return now


def test_seconds_count_the_work_and_not_the_drivers_waiting(
    tiny: TinyDataset, clock: SimpleNamespace
) -> None:
    ends = []
    for event in train(new_network(SMALL), tiny(20), SMALL):
        clock.seconds += 500
        if isinstance(event, EpochEnd | TrainingEnd):
            ends.append(event)
    assert [(end.seconds, end.train_seconds) for end in ends[:-1]] == [(23, 3), (23, 3)]
    assert ends[-1].seconds == 46
