"""What ends a training as diverged, what is said of it, and what is left."""

from dataclasses import replace

import numpy as np
import pytest

from core.hyperparameters.schema import Hyperparameters
from core.nn.losses import LOSSES
from core.nn.mlp import MLP
from core.training.events import BatchEnd, EpochEnd, Event, Status, TrainingEnd
from core.training.stopping import DivergedError, check_loss
from core.training.trainer import Training

from .driving import RICH, TinyDataset, new_training

SUMMED = Hyperparameters(learning_rate=0.25, batch_size=64)
FAR = replace(RICH, optimizer="sgd", clip_norm=0.0, max_norm=0.0, l2=1000.0, learning_rate=100.0)


def ended(training: Training) -> tuple[list[Event], TrainingEnd]:
    *events, end = training.events()
    assert isinstance(end, TrainingEnd)
    assert end.status is Status.DIVERGED
    return events, end


@pytest.mark.parametrize("loss", [0.0, 0.7, 9999.0])
def test_a_loss_that_can_be_come_back_from_is_none(loss: float) -> None:
    check_loss(loss, 1, SUMMED)


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        (float("nan"), "is no longer a number"),
        (float("inf"), "is no longer a number"),
        (12345.6, "has grown to 12,346"),
    ],
)
def test_the_sentence_says_what_has_become_of_the_loss(loss: float, said: str) -> None:
    with pytest.raises(DivergedError, match=rf"^The loss {said} in epoch 7\. The learning rate 0"):
        check_loss(loss, 7, SUMMED)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({}, "summed over 64 images it acts like 16 with their mean."),
        ({"optimizer": "nesterov"}, "summed over 64 images it acts like 16 with their mean."),
        ({"gradient": "mean"}, "The learning rate 0.25 is probably too high."),
        ({"optimizer": "adam"}, "The learning rate 0.25 is probably too high."),
        (
            {"gradient": "mean", "initializer": "normal"},
            "probably too high for weights that start as large as N(0, 1).",
        ),
    ],
)
def test_the_sentence_names_the_probable_cause(changes: dict[str, str], cause: str) -> None:
    with pytest.raises(DivergedError) as caught:
        check_loss(np.inf, 1, replace(SUMMED, **changes))  # type: ignore[arg-type]
    assert str(caught.value).endswith(cause)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", ["weights", "biases"])
def test_a_number_that_is_none_ends_the_training_with_the_last_finite_weights(
    tiny: TinyDataset, loss: str, value: float, place: str
) -> None:
    settings = replace(RICH, loss=loss, label_smoothing=0.0, ema=0.0)
    training = new_training(tiny(60, 20), settings)
    events = training.events()
    while not isinstance(next(events), EpochEnd):
        pass
    good = training.network.parameters.copy()
    next(events)
    getattr(training.network, place)[-1][..., 0] = value
    *_, end = events
    assert isinstance(end, TrainingEnd)
    assert end.status is Status.DIVERGED
    assert end.epochs == 1
    assert "is no longer a number in epoch 2" in end.reason
    assert np.array_equal(training.network.parameters, good)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"])
def test_too_long_steps_end_in_order_with_every_optimizer_and_loss(
    tiny: TinyDataset, loss: str, optimizer: str
) -> None:
    """Some are saved by their loss or their optimizer; none tells a number that is none."""
    settings = replace(FAR, loss=loss, optimizer=optimizer, gradient="sum", ema=0.0)
    training = new_training(tiny(60, 20), settings)
    *events, end = training.events()
    assert isinstance(end, TrainingEnd)
    assert end.status in {Status.COMPLETED, Status.DIVERGED}
    assert (end.status is Status.DIVERGED) == bool(end.reason)
    assert np.isfinite(training.network.parameters).all()
    for event in events:
        match event:
            case BatchEnd():
                assert np.isfinite(event.loss)
            case EpochEnd():
                assert np.isfinite([event.train_loss, event.validation_loss]).all()


def test_averaged_weights_are_as_finite_as_the_others(tiny: TinyDataset) -> None:
    training = new_training(tiny(60, 20), replace(FAR, ema=0.9))
    ended(training)
    network: MLP = training.network
    assert np.isfinite(network.parameters).all()


def test_a_loss_beyond_use_ends_it_long_before_float32_does(tiny: TinyDataset) -> None:
    settings = Hyperparameters(learning_rate=1.0, l2=100.0, training_images=20, epochs=50)
    training = new_training(tiny(), settings)
    events, end = ended(training)
    assert "has grown to" in end.reason
    assert all(event.loss < 1e4 for event in events if isinstance(event, BatchEnd))
