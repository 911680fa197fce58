"""The report's network on the report's data reaches what correct mini-batches give."""

from dataclasses import replace

import pytest

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.hyperparameters.presets import preset
from core.training.events import EpochEnd
from core.training.trainer import new_network, train


def test_three_epochs_of_the_report_read_most_digits(mnist: Dataset) -> None:
    settings = replace(preset("report").hyperparameters, epochs=3)
    events = list(train(new_network(settings), mnist, settings))
    epochs = [event for event in events if isinstance(event, EpochEnd)]
    assert epochs[-1].validation_accuracy > 0.85
    losses = [epoch.validation_loss for epoch in epochs]
    assert losses == sorted(losses, reverse=True)


def test_the_report_on_3000_images_reaches_its_accuracy(mnist: Dataset) -> None:
    settings = preset("report-3000").hyperparameters
    network = new_network(settings)
    *_, last, _ = train(network, mnist, settings)
    assert isinstance(last, EpochEnd)
    test = evaluate(network, mnist.test)
    # Mean and deviation of twelve seeds. Another processor changes far less than another seed.
    for found, mean, deviation in (
        (test.accuracy, 0.8880, 0.0030),
        (test.loss, 0.837, 0.015),
        (last.train_accuracy, 0.9183, 0.0032),
        (last.train_loss, 0.708, 0.015),
    ):
        assert found == pytest.approx(mean, abs=4 * deviation)
