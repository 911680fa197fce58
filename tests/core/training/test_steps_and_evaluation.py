"""Limits, averages, dropout and smoothing in a training: what steps obey, what is evaluated."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.datasets.dataset import Dataset, to_pixels
from core.evaluation.metrics import evaluate
from core.hyperparameters.schema import Hyperparameters
from core.training.events import BatchEnd, Change, EpochEnd
from core.training.trainer import Training, new_network
from tests.rounding import assert_within, of_loss, rounding

from .driving import RICH, TinyDataset, new_training

PLAIN = Hyperparameters(
    hidden_layers=(6,), batch_size=8, epochs=2, learning_rate=0.1, training_images=40
)


def walk(dataset: Dataset, settings: Hyperparameters) -> list[np.ndarray]:
    """The parameters at the start and after each step, in float64."""
    network = new_network(settings, dtype=np.float64)
    places = [network.parameters.copy()]
    events = Training(network, dataset, settings).events()
    places.extend(network.parameters.copy() for event in events if isinstance(event, BatchEnd))
    return places


def test_no_step_along_a_clipped_gradient_is_longer_than_the_limit_allows(
    tiny: TinyDataset,
) -> None:
    lengths = [
        [np.linalg.norm(b - a) for a, b in pairwise(walk(tiny(40), replace(PLAIN, clip_norm=n)))]
        for n in (0.0, 0.5)
    ]
    assert max(lengths[0]) > 0.05
    assert max(lengths[1]) == pytest.approx(0.1 * 0.5)


def test_penalties_are_clipped_with_the_rest(tiny: TinyDataset) -> None:
    settings = replace(PLAIN, clip_norm=0.5, l2=900.0, l1=900.0)
    steps = [b - a for a, b in pairwise(walk(tiny(40), settings))]
    # A step is read off parameters of up to 5, each of which has been rounded.
    most = rounding(np.float64, steps[0].size, 5.0)
    assert np.linalg.norm(steps, axis=1).max() <= 0.1 * 0.5 + most


def test_units_stay_within_their_norm_after_every_step(tiny: TinyDataset) -> None:
    settings = replace(PLAIN, max_norm=0.7, optimizer="momentum")
    most = rounding(np.float64, 784, 0.7)
    network = new_network(settings, dtype=np.float64)
    for event in Training(network, tiny(40), settings).events():
        if isinstance(event, BatchEnd):
            for weight in network.weights:
                lengths = np.sqrt((weight**2).sum(axis=0))
                assert (lengths <= 0.7 + most).all()
    assert (np.abs(lengths - 0.7) <= most).any()
    assert max(np.abs(bias).max() for bias in network.biases) > 0.7


def test_an_average_starts_with_the_first_weights_and_follows(tiny: TinyDataset) -> None:
    settings = replace(PLAIN, ema=0.9, batch_size=1)
    network = new_network(settings, dtype=np.float64)
    training = Training(network, tiny(40), settings)
    average, steps = network.parameters.copy(), 0
    for event in training.events():
        if isinstance(event, BatchEnd):
            steps += 1
            if steps % 8 == 0:
                kept = min(0.9**8, (1 + steps) / (10 + steps))
                average = kept * average + (1 - kept) * network.parameters
            assert_within(training.network.parameters, average, rounding(np.float64, steps, 5.0))
    assert not np.allclose(average, network.parameters)


def test_averaged_weights_are_judged_and_leave_the_steps_alone(tiny: TinyDataset) -> None:
    dataset = tiny(40)
    settings = replace(PLAIN, ema=0.99)
    training = new_training(dataset, settings)
    for event in training.events():
        if isinstance(event, EpochEnd):
            evaluated = evaluate(training.network, dataset.validation)
            assert event.validation_loss == evaluated.loss
            raw = evaluate(training._network, dataset.validation)
            assert event.validation_loss != raw.loss
    for averaged, plain in zip(walk(dataset, settings), walk(dataset, PLAIN), strict=True):
        assert np.array_equal(averaged, plain)


def test_an_evaluation_drops_distorts_and_smooths_nothing(tiny: TinyDataset) -> None:
    dataset, settings = tiny(60, 20), replace(RICH, ema=0.0, dropout=0.9, noise=0.5)
    training = new_training(dataset, settings)
    for event in training.events():
        if isinstance(event, EpochEnd):
            network = training.network
            for split, loss, accuracy in (
                (dataset.train.first(60), event.train_loss, event.train_accuracy),
                (dataset.validation, event.validation_loss, event.validation_accuracy),
            ):
                pixels = to_pixels(split.images)
                outputs = network.probabilities(pixels)
                of_truth = outputs[np.arange(len(split)), split.labels]
                expected = float(-np.log(of_truth).mean())
                assert loss == pytest.approx(expected, abs=of_loss(network, pixels, expected))
                assert accuracy == np.mean(outputs.argmax(axis=1) == split.labels)


def test_only_some_training_images_are_looked_at_where_that_is_wanted(tiny: TinyDataset) -> None:
    dataset, settings = tiny(40), replace(PLAIN, evaluation_images=7)
    training = new_training(dataset, settings)
    for event in training.events():
        if isinstance(event, EpochEnd):
            looked_at = evaluate(training.network, dataset.train.first(7))
            assert (event.train_loss, event.train_accuracy) == (looked_at.loss, looked_at.accuracy)


def test_label_smoothing_means_nothing_beside_sigmoids(tiny: TinyDataset) -> None:
    places = [walk(tiny(40), replace(PLAIN, label_smoothing=share)) for share in (0.0, 0.4)]
    assert np.array_equal(places[0], places[1])
    softmax = replace(PLAIN, loss="softmax_cross_entropy")
    places = [walk(tiny(40), replace(softmax, label_smoothing=share)) for share in (0.0, 0.4)]
    assert not np.array_equal(places[0], places[1])


def test_dropout_that_is_switched_off_while_training_is_off_at_the_next_step(
    tiny: TinyDataset,
) -> None:
    """The loss told is then that of the whole network."""
    dataset, settings = tiny(8), replace(PLAIN, dropout=0.9, dropout_input=0.5, batch_size=8)
    training = new_training(dataset, replace(settings, epochs=3))
    events = training.events()
    next(events)
    events.send(Change({"dropout": 0.0, "dropout_input": 0.0}))
    expected = evaluate(training.network, dataset.train).loss
    most = of_loss(training.network, to_pixels(dataset.train.images), expected)
    told = next(event for event in events if isinstance(event, BatchEnd))
    assert told.loss == pytest.approx(expected, abs=most)
    events.close()
