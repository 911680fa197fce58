"""A training that ends when the validation set has seen no better network for a while."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.hyperparameters.schema import Hyperparameters
from core.training.events import Change, EpochEnd, Status, Stop, TrainingEnd
from core.training.stopping import EarlyStopping
from core.training.trainer import Training

from .driving import TinyDataset, new_training

# Random digits: what is learned of the training images by heart is wrong for all others.
SETTINGS = Hyperparameters(
    hidden_layers=(10,),
    learning_rate=0.05,
    batch_size=5,
    training_images=20,
    epochs=40,
    patience=3,
    early_stopping="loss",
)
KINDS = {
    "loss": SETTINGS,
    "accuracy": replace(SETTINGS, early_stopping="accuracy"),
    "averaged": replace(SETTINGS, ema=0.9, learning_rate=0.1),
}


def run(dataset: Dataset, settings: Hyperparameters) -> tuple[Training, list[EpochEnd], str]:
    training = new_training(dataset, settings)
    *events, end = training.events()
    assert isinstance(end, TrainingEnd)
    assert end.status is Status.COMPLETED
    epochs = [event for event in events if isinstance(event, EpochEnd)]
    assert len(epochs) == end.epochs
    return training, epochs, end.reason


def measure(epoch: EpochEnd, settings: Hyperparameters) -> float:
    by_loss = settings.early_stopping == "loss"
    return epoch.validation_loss if by_loss else -epoch.validation_accuracy


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("patience", [1, 3])
def test_it_ends_as_many_epochs_after_the_best_one_as_its_patience(
    tiny: TinyDataset, kind: str, patience: int
) -> None:
    settings = replace(KINDS[kind], patience=patience)
    _, epochs, reason = run(tiny(20, 30), settings)
    values = [measure(epoch, settings) for epoch in epochs]
    best = int(np.argmin(values)) + 1
    assert len(epochs) == best + patience < settings.epochs
    of_what = "accuracy" if kind == "accuracy" else "loss"
    assert reason.startswith(f"Stopped early: the validation {of_what} of epoch {best} was")
    assert f"for {patience} epochs" in reason
    assert reason.endswith(f"the weights of epoch {best} are kept.")


@pytest.mark.parametrize("kind", KINDS)
def test_the_network_is_that_of_the_best_epoch(tiny: TinyDataset, kind: str) -> None:
    dataset = tiny(20, 30)
    training, epochs, _ = run(dataset, KINDS[kind])
    best = min(epochs, key=lambda epoch: measure(epoch, KINDS[kind]))
    found = evaluate(training.network, dataset.validation)
    assert (found.loss, found.accuracy) == (best.validation_loss, best.validation_accuracy)
    train = evaluate(training.network, dataset.train.first(20))
    assert (train.loss, train.accuracy) == (best.train_loss, best.train_accuracy)


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_weights_are_kept_where_those_are_wanted(tiny: TinyDataset, kind: str) -> None:
    dataset, settings = tiny(20, 30), replace(KINDS[kind], restore_best="no")
    training, epochs, reason = run(dataset, settings)
    assert evaluate(training.network, dataset.validation).loss == epochs[-1].validation_loss
    assert reason.endswith(f"the weights of epoch {len(epochs)} are kept.")


def test_the_best_network_is_also_that_of_a_training_that_ran_its_epochs(
    tiny: TinyDataset,
) -> None:
    dataset, settings = tiny(20, 30), replace(SETTINGS, patience=1000, epochs=12)
    training, epochs, reason = run(dataset, settings)
    losses = [epoch.validation_loss for epoch in epochs]
    assert reason == ""
    assert min(losses) < losses[-1]
    assert evaluate(training.network, dataset.validation).loss == min(losses)


def test_stopped_by_hand_the_network_is_the_present_one(tiny: TinyDataset) -> None:
    training = new_training(tiny(20, 30), replace(SETTINGS, patience=1000))
    events = training.events()
    for event in events:
        if isinstance(event, EpochEnd) and event.epoch == 10:
            present = training.network.parameters.copy()
            assert isinstance(events.send(Stop()), TrainingEnd)
    assert np.array_equal(training.network.parameters, present)


def test_off_it_never_ends_a_training(tiny: TinyDataset) -> None:
    settings = replace(SETTINGS, early_stopping="off", patience=1, epochs=15)
    _, epochs, reason = run(tiny(20, 30), settings)
    losses = [epoch.validation_loss for epoch in epochs]
    assert len(epochs) == 15
    assert any(later > earlier for earlier, later in pairwise(losses))
    assert reason == ""


def test_more_patience_while_it_trains_is_granted(tiny: TinyDataset) -> None:
    _, epochs, _ = run(tiny(20, 30), SETTINGS)
    training = new_training(tiny(20, 30), SETTINGS)
    events = training.events()
    next(events)
    events.send(Change({"patience": 5}))
    assert sum(isinstance(event, EpochEnd) for event in events) == len(epochs) + 2


def test_an_equal_value_is_no_better_one() -> None:
    stopping = EarlyStopping()
    for epoch, value in enumerate([3.0, 2.0, 2.0, 2.5, 2.0], start=1):
        stopping.update(epoch, value, np.full(2, epoch, np.float64), SETTINGS)
    assert stopping.best_epoch == 2
    assert stopping.best_parameters is not None
    assert stopping.best_parameters.tolist() == [2, 2]


def test_the_best_parameters_are_a_copy() -> None:
    stopping, parameters = EarlyStopping(), np.ones(2)
    stopping.update(1, 1.0, parameters, SETTINGS)
    parameters += 1
    assert stopping.best_parameters is not None
    assert stopping.best_parameters.tolist() == [1, 1]
