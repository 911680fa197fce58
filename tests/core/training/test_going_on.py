"""A training that was stopped goes on as if it had not been, to the bit."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.training import prefetch
from core.training.events import (
    BatchEnd,
    Change,
    EpochEnd,
    Evaluating,
    Event,
    Status,
    Stop,
    TrainingEnd,
)
from core.training.state import TrainingState

from .driving import RICH, TinyDataset, drive, new_training, plain, results, take, whole

PLAIN = Hyperparameters(hidden_layers=(5,), batch_size=8, epochs=3, training_images=60)
KINDS = {
    "the report": PLAIN,
    "everything": RICH,
    "momentum": replace(PLAIN, optimizer="momentum"),
    "rmsprop, dropout": replace(PLAIN, optimizer="rmsprop", learning_rate=0.01, dropout=0.3),
    "nesterov, one cycle": replace(PLAIN, optimizer="nesterov", schedule="one_cycle"),
    "plateau": replace(
        PLAIN, schedule="plateau", plateau_epochs=1, learning_rate=0.1, epochs=6, training_images=20
    ),
    "early stopping": replace(
        PLAIN, early_stopping="loss", patience=2, learning_rate=0.1, epochs=9, training_images=20
    ),
    "early stopping, averaged": replace(
        RICH, early_stopping="accuracy", patience=1, epochs=5, training_images=20
    ),
}


WITHOUT_EFFECT_ON_A_STEP = {
    "seed", "speed", "evaluation_images", "validation_images", "early_stopping", "patience",
    "restore_best", "beta1", "beta2", "epsilon", "weight_decay", "final_factor",
}  # fmt: skip
"""Fields that no random number and no state of a step depends on, or whose default acts already."""


def test_everything_switches_on_every_field_that_acts_on_a_step() -> None:
    """Only of what is switched on is it tested that a training continues to the same bits."""
    default = Hyperparameters()
    off = {
        name
        for name in FIELDS
        if getattr(RICH, name) == getattr(default, name) and RICH.applies(name)
    }
    assert off <= WITHOUT_EFFECT_ON_A_STEP


@pytest.fixture(autouse=True)
def _short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a tiny epoch has several images that are distorted together."""
    monkeypatch.setattr(prefetch, "_STRETCH_IMAGES", 24)


def went_on(
    dataset: Dataset, settings: Hyperparameters, state: TrainingState
) -> tuple[list[Event], np.ndarray]:
    training = new_training(dataset, settings, state)
    return drive(training.events()), training.network.parameters.copy()


@pytest.mark.parametrize("kind", KINDS)
def test_a_training_left_at_any_event_goes_on_to_the_same_end(tiny: TinyDataset, kind: str) -> None:
    settings, dataset = KINDS[kind], tiny(60, 20)
    expected, parameters = whole(dataset, settings)
    for count in range(0, len(expected), 1 if len(expected) < 50 else 3):
        training = new_training(dataset, settings)
        events = training.events()
        before = take(events, count)
        after, reached = went_on(dataset, settings, training.state())
        events.close()
        assert results(before + after) == results(expected), f"after {count} events"
        assert np.array_equal(reached, parameters)


@pytest.mark.parametrize("at", [BatchEnd, Evaluating, EpochEnd])
def test_a_training_told_to_stop_goes_on_to_the_same_end(tiny: TinyDataset, at: type) -> None:
    dataset = tiny(60, 20)
    expected, parameters = whole(dataset, RICH)
    for number in (1, 2):
        training = new_training(dataset, RICH)
        events, told = training.events(), []
        while sum(isinstance(event, at) for event in told) < number:
            told.append(plain(next(events)))
        end = events.send(Stop())
        assert isinstance(end, TrainingEnd)
        assert end.status is Status.STOPPED
        after, reached = went_on(dataset, RICH, training.state())
        assert results(told + after) == results(expected)
        assert np.array_equal(reached, parameters)


@pytest.mark.parametrize("change", [{"batch_size": 5}, {"rotation": 40.0}, {"learning_rate": 0.1}])
def test_a_training_left_after_a_live_change_keeps_it(
    tiny: TinyDataset, change: dict[str, float]
) -> None:
    dataset = tiny(60, 20)
    expected, parameters = whole(dataset, RICH, {32: Change(change)})
    place = expected.index(next(event for event in expected if not isinstance(event, BatchEnd)))
    for later in (0, 1, 2, 5):
        training = new_training(dataset, RICH)
        events = training.events()
        before = take(events, place)
        before += [plain(events.send(Change(change))), *take(events, later)]
        state = training.state()
        assert getattr(state.settings, next(iter(change))) == next(iter(change.values()))
        after, reached = went_on(dataset, RICH, state)
        events.close()
        assert results(before + after) == results(expected)
        assert np.array_equal(reached, parameters)


def test_a_training_can_be_left_many_times(tiny: TinyDataset) -> None:
    dataset = tiny(60, 20)
    expected, parameters = whole(dataset, RICH)
    told: list[Event] = []
    state = None
    for _ in range(100):
        training = new_training(dataset, RICH, state)
        events = training.events()
        for event in events:
            told.append(plain(event))
            if len(told) % 3 == 0:
                break
        state = training.state()
        events.close()
        if isinstance(told[-1], TrainingEnd):
            break
    assert results(told) == results(expected)
    assert np.array_equal(training.network.parameters, parameters)


@pytest.mark.parametrize("kind", ["everything", "momentum", "early stopping, averaged"])
def test_a_state_is_a_copy_that_can_be_gone_on_from_twice(tiny: TinyDataset, kind: str) -> None:
    settings, dataset = KINDS[kind], tiny(60, 20)
    training = new_training(dataset, settings)
    events = training.events()
    while not isinstance(next(events), EpochEnd):
        pass
    next(events)
    state = training.state()
    rest = drive(events)
    first, second = (went_on(dataset, settings, state) for _ in range(2))
    assert first[0] == second[0] == rest
    assert np.array_equal(first[1], second[1])
    assert np.array_equal(first[1], training.network.parameters)


def test_a_completed_training_goes_on_when_it_is_given_more_epochs(tiny: TinyDataset) -> None:
    dataset = tiny(60, 20)
    constant = replace(RICH, schedule="constant", fade_epochs=0)  # what depends on no end
    expected, parameters = whole(dataset, replace(constant, epochs=4))
    training = new_training(dataset, constant)
    before = drive(training.events())
    state = training.state()
    extend_epochs = replace(state, settings=replace(state.settings, epochs=4))
    after, reached = went_on(dataset, constant, extend_epochs)
    assert results(before[:-1] + after) == results(expected)
    assert np.array_equal(reached, parameters)


def test_an_epoch_is_trained_to_its_end_if_fewer_epochs_were_set_in_it(tiny: TinyDataset) -> None:
    dataset, seen = tiny(60, 20), 2 * 60 + 16
    fewer = {seen: Change({"epochs": 1})}
    expected, parameters = whole(dataset, RICH, fewer)
    ended = expected[-1]
    assert isinstance(ended, TrainingEnd)
    assert (ended.status, ended.epochs) == (Status.COMPLETED, 3)
    training = new_training(dataset, RICH)
    events = training.events()
    while training.images_seen < seen:
        next(events)
    events.send(Change({"epochs": 1}))
    next(events)
    after, reached = went_on(dataset, RICH, training.state())
    events.close()
    assert after[-1] == ended
    assert np.array_equal(reached, parameters)


def test_mini_batches_larger_than_what_is_distorted_together_go_on(mnist: Dataset) -> None:
    settings = replace(RICH, batch_size=2100, training_images=4500, epochs=1, ema=0.0)
    settings = replace(settings, evaluation_images=100)
    expected, parameters = whole(mnist, settings)
    training = new_training(mnist, settings)
    events = training.events()
    before = take(events, 1)
    events.close()
    after, reached = went_on(mnist, settings, training.state())
    assert results(before + after) == results(expected)
    assert np.array_equal(reached, parameters)


def test_seconds_go_on_from_those_before(tiny: TinyDataset) -> None:
    training = new_training(tiny(), PLAIN)
    events = training.events()
    take(events, 3)
    state = replace(training.state(), seconds=1000.0)
    events.close()
    *_, end = new_training(tiny(), PLAIN, state).events()
    assert isinstance(end, TrainingEnd)
    assert 1000 < end.seconds < 1100


@pytest.mark.parametrize("stop", [True, False])
def test_after_its_end_a_training_takes_no_more_time(tiny: TinyDataset, stop: bool) -> None:
    training = new_training(tiny(), PLAIN)
    events = training.events()
    next(events)
    end = events.send(Stop()) if stop else list(events)[-1]
    assert isinstance(end, TrainingEnd)
    assert training.state().seconds == training.state().seconds == end.seconds
