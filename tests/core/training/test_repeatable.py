"""The same seed, settings and commands give the same training, whoever drives it and when."""

import time
from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.training import prefetch
from core.training.events import BatchEnd, Change, Event, LiveChange, Status, TrainingEnd

from .driving import RICH, TinyDataset, drive, new_training, plain, whole

# To what each live field changes; it does not stay as it is, and the training does not diverge.
NEW = {
    "learning_rate": 0.05,
    "momentum": 0.5,
    "weight_decay": 1.0,
    "batch_size": 5,
    "epochs": 4,
    "clip_norm": 0.1,
    "l2": 30.0,
    "l1": 30.0,
    "max_norm": 0.2,
    "dropout_input": 0.5,
    "dropout": 0.5,
    "shift": 5.0,
    "rotation": 40.0,
    "scale": 0.4,
    "shear": 0.9,
    "elastic": 3.0,
    "thickness": 0.9,
    "noise": 0.4,
    "erasing": 0.8,
    "regional_forms": 0.5,
    "scribbles": 0.5,
    "fade_epochs": 3,
}
# Two that change no step: one is for the window, one for the end of an epoch.
QUIET = {"speed": 100.0, "patience": 7}


@pytest.fixture(autouse=True)
def _short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefetch, "_STRETCH_IMAGES", 24)


def fitting(name: str) -> Hyperparameters:
    """Settings beside which the field has a meaning."""
    return replace(RICH, optimizer="momentum") if name == "momentum" else RICH


def batches(events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, BatchEnd)]


@pytest.mark.parametrize("early_stopping", ["off", "accuracy"])
def test_twice_the_same(tiny: TinyDataset, early_stopping: str) -> None:
    settings = replace(RICH, early_stopping=early_stopping)
    (first, reached), (second, again) = (whole(tiny(60, 20), settings) for _ in range(2))
    assert first == second
    assert np.array_equal(reached, again)
    assert len(batches(first)) == 24


def test_another_seed_is_another_training(tiny: TinyDataset) -> None:
    first, other = (whole(tiny(60, 20), replace(RICH, seed=seed))[0] for seed in (1, 2))
    assert first[0] != other[0]


def test_waiting_between_events_changes_nothing(tiny: TinyDataset) -> None:
    expected, parameters = whole(tiny(60, 20), RICH)
    training, told = new_training(tiny(60, 20), RICH), []
    for number, event in enumerate(training.events()):
        told.append(plain(event))
        if number % 5 == 0:
            time.sleep(0.01)
            training.network.snapshot()
            training.state()
    assert told == expected
    assert np.array_equal(training.network.parameters, parameters)


def test_every_live_field_is_tried_here() -> None:
    assert {name for name, field in FIELDS.items() if field.live} == {*NEW, *QUIET}


@pytest.mark.parametrize("name", NEW)
def test_a_live_change_applies_from_the_next_mini_batch_on(tiny: TinyDataset, name: str) -> None:
    """That the second step is another one shows in the loss of the third mini-batch, at the
    latest."""
    settings, values = fitting(name), {name: NEW[name]}
    dataset = tiny(60, 20)
    unchanged, _ = whole(dataset, settings)
    changed, _ = whole(dataset, settings, {8: Change(values)})
    assert changed[0] == unchanged[0]
    assert changed[1] == LiveChange(8, values)
    if name == "epochs":
        end = changed[-1]
        assert isinstance(end, TrainingEnd)
        assert end.epochs == 4
    else:
        assert batches(changed)[1:3] != batches(unchanged)[1:3]


@pytest.mark.parametrize("name", QUIET)
def test_a_live_change_that_no_step_depends_on_changes_no_mini_batch(
    tiny: TinyDataset, name: str
) -> None:
    dataset = tiny(60, 20)
    changed, _ = whole(dataset, RICH, {8: Change({name: QUIET[name]})})
    assert batches(changed) == batches(whole(dataset, RICH)[0])


@pytest.mark.parametrize("name", ["learning_rate", "batch_size", "shift", "dropout"])
def test_a_live_change_to_what_it_was_changes_nothing(tiny: TinyDataset, name: str) -> None:
    dataset = tiny(60, 20)
    expected, parameters = whole(dataset, RICH)
    for images in (8, 32, 60, 76):
        told, reached = whole(dataset, RICH, {images: Change({name: getattr(RICH, name)})})
        assert [event for event in told if not isinstance(event, LiveChange)] == expected
        assert np.array_equal(reached, parameters)


def test_the_same_changes_at_the_same_images_are_the_same_training(tiny: TinyDataset) -> None:
    commands = {
        16: Change({"batch_size": 5, "learning_rate": 0.1}),
        41: Change({"rotation": 0.0, "noise": 0.3}),
        60: Change({"dropout": 0.0, "epochs": 4}),
        70: Change({"batch_size": 64}),
    }
    dataset = tiny(60, 20)
    first, reached = whole(dataset, RICH, commands)
    changes = {
        event.images_seen: Change(event.values) for event in first if isinstance(event, LiveChange)
    }
    assert changes == commands
    second, again = whole(dataset, RICH, changes)
    assert first == second
    assert np.array_equal(reached, again)


def test_a_new_size_of_mini_batches_counts_from_the_next(tiny: TinyDataset) -> None:
    changes = {16: Change({"batch_size": 20}), 60: Change({"batch_size": 100})}
    told, _ = whole(tiny(60, 20), replace(RICH, epochs=2), changes)
    seen = [event.images_seen for event in told if isinstance(event, BatchEnd)]
    assert seen == [8, 16, 36, 56, 60, 120]


def test_a_strength_of_0_shows_the_images_as_they_are_from_then_on(tiny: TinyDataset) -> None:
    """As a training that never distorted them, from the same parameters."""
    distorted = Hyperparameters(hidden_layers=(5,), batch_size=8, epochs=1, noise=0.3)
    dataset = tiny(20)
    training = new_training(dataset, distorted)
    events = training.events()
    next(events)
    learned = training.state()
    events.send(Change({"noise": 0.0}))
    rest = drive(events)
    undistorted = replace(learned, settings=replace(distorted, noise=0.0))
    assert rest == drive(new_training(dataset, distorted, undistorted).events())
    assert isinstance(rest[-1], TrainingEnd)
    assert rest[-1].status is Status.COMPLETED


def test_what_a_change_said_stays_when_its_sender_changes_his_values(tiny: TinyDataset) -> None:
    values = {"l2": 1.0}
    events = new_training(tiny(), RICH).events()
    next(events)
    told = events.send(Change(values))
    values["l2"] = 2.0
    assert told == LiveChange(8, {"l2": 1.0})
    events.close()


def test_two_trainings_at_once_do_not_disturb_each_other(tiny: TinyDataset) -> None:
    dataset: Dataset = tiny(60, 20)
    expected, _ = whole(dataset, RICH)
    trainings = [new_training(dataset, RICH).events() for _ in range(2)]
    told: list[list[Event]] = [[], []]
    for pair in zip(*trainings, strict=True):
        for events, event in zip(told, pair, strict=True):
            events.append(plain(event))
    assert told == [expected, expected]
