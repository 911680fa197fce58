"""Stop and live changes, sent between two events."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.foundation.errors import HyperparameterError
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.training.events import (
    BatchEnd,
    Change,
    EpochEnd,
    Evaluating,
    LiveChange,
    Status,
    Stop,
    TrainingEnd,
)
from core.training.trainer import Training, new_network, train
from tests.rounding import assert_within, rounding

TinyDataset = Callable[..., Dataset]
SMALL = Hyperparameters(hidden_layers=(4,), batch_size=8, epochs=3)


def until(training: Training, kind: type) -> object:
    """The next event of this kind."""
    return next(event for event in training if isinstance(event, kind))


@pytest.mark.parametrize(("kind", "epochs"), [(BatchEnd, 0), (Evaluating, 0), (EpochEnd, 1)])
def test_stop_ends_at_the_next_event_wherever_it_is_sent(
    tiny: TinyDataset, kind: type, epochs: int
) -> None:
    training = train(new_network(SMALL), tiny(), SMALL)
    until(training, kind)
    end = training.send(Stop())
    assert isinstance(end, TrainingEnd)
    assert (end.status, end.epochs, end.reason) == (Status.STOPPED, epochs, "")
    assert list(training) == []


def test_stop_leaves_what_was_learnt(tiny: TinyDataset) -> None:
    network = new_network(SMALL)
    training = train(network, tiny(), SMALL)
    until(training, BatchEnd)
    learned = network.parameters.copy()
    training.send(Stop())
    assert np.array_equal(network.parameters, learned)
    assert not np.array_equal(learned, new_network(SMALL).parameters)


def test_stop_after_a_change_stops(tiny: TinyDataset) -> None:
    training = train(new_network(SMALL), tiny(), SMALL)
    next(training)
    training.send(Change({"l2": 1.0}))
    assert isinstance(training.send(Stop()), TrainingEnd)


def test_a_new_learning_rate_applies_at_the_next_mini_batch(tiny: TinyDataset) -> None:
    network, twin = new_network(SMALL), new_network(SMALL)
    training, unchanged = train(network, tiny(), SMALL), train(twin, tiny(), SMALL)
    next(training), next(unchanged)
    before = network.parameters.copy()
    change = training.send(Change({"learning_rate": 10 * SMALL.learning_rate}))
    assert change == LiveChange(8, {"learning_rate": 10 * SMALL.learning_rate})
    assert np.array_equal(network.parameters, before)
    assert isinstance(next(training), BatchEnd)
    next(unchanged)
    # Each step is rounded as the parameters are.
    most = 11 * rounding(np.float32, 1, np.abs(before))
    assert_within(network.parameters - before, 10 * (twin.parameters - before), most)


def test_a_new_decay_applies_at_the_next_mini_batch(tiny: TinyDataset) -> None:
    network, twin = new_network(SMALL), new_network(SMALL)
    training, unchanged = train(network, tiny(20), SMALL), train(twin, tiny(20), SMALL)
    next(training), next(unchanged)
    weights = network.parameters[: network.weight_count].copy()
    training.send(Change({"l2": 100.0}))
    next(training), next(unchanged)
    pull = (network.parameters - twin.parameters)[: network.weight_count]
    expected = -SMALL.learning_rate * 100 / 20 * weights
    assert_within(pull, expected, rounding(np.float32, 4, np.abs(weights).max()))


def test_several_changes_at_one_place_each_have_their_event(tiny: TinyDataset) -> None:
    training = train(new_network(SMALL), tiny(), SMALL)
    next(training)
    assert training.send(Change({"l2": 1.0})) == LiveChange(8, {"l2": 1.0})
    assert training.send(Change({"l2": 2, "epochs": 4})) == LiveChange(8, {"l2": 2, "epochs": 4})
    assert [type(event) for event in training].count(EpochEnd) == 4


def test_a_change_to_the_same_values_changes_no_later_event(tiny: TinyDataset) -> None:
    changed, unchanged = (train(new_network(SMALL), tiny(), SMALL) for _ in range(2))
    assert next(changed) == next(unchanged)
    changed.send(Change({"learning_rate": SMALL.learning_rate}))
    batches = [
        [event for event in training if isinstance(event, BatchEnd)]
        for training in (changed, unchanged)
    ]
    assert batches[0] == batches[1]


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if not field.live])
def test_what_is_not_live_cannot_be_changed(tiny: TinyDataset, name: str) -> None:
    training = train(new_network(SMALL), tiny(), SMALL)
    next(training)
    with pytest.raises(ValueError, match=f"{name} cannot change"):
        training.send(Change({"l2": 1.0, name: getattr(SMALL, name)}))


def test_a_live_value_out_of_its_range_is_refused(tiny: TinyDataset) -> None:
    training = train(new_network(SMALL), tiny(), SMALL)
    next(training)
    with pytest.raises(HyperparameterError, match="learning_rate"):
        training.send(Change({"learning_rate": -1.0}))


@pytest.mark.parametrize(("epochs", "made"), [(1, 2), (2, 2), (5, 5)])
def test_epochs_can_be_raised_and_lowered_but_an_epoch_begun_is_ended(
    tiny: TinyDataset, epochs: int, made: int
) -> None:
    training = train(new_network(SMALL), tiny(), SMALL)
    until(training, EpochEnd)
    until(training, BatchEnd)
    training.send(Change({"epochs": epochs}))
    *events, end = training
    assert [event.epoch for event in events if isinstance(event, EpochEnd)][-1] == made
    assert (end.status, end.epochs) == (Status.COMPLETED, made)


def test_one_more_epoch_after_the_last_is_as_if_planned(tiny: TinyDataset) -> None:
    network, planned = new_network(SMALL), new_network(SMALL)
    short = replace(SMALL, epochs=1)
    training = train(network, tiny(), short)
    until(training, EpochEnd)
    training.send(Change({"epochs": 3}))
    list(training)
    list(train(planned, tiny(), SMALL))
    assert np.array_equal(network.parameters, planned.parameters)
