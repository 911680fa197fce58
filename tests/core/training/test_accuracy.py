"""The report's network on the report's data reaches what correct mini-batches give."""

from dataclasses import replace

import pytest

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.presets import preset
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
    assert test.accuracy == pytest.approx(0.886, abs=0.006)
    assert test.loss == pytest.approx(0.85, abs=0.03)
    assert last.train_accuracy == pytest.approx(0.917, abs=0.01)
    assert last.train_loss == pytest.approx(0.72, abs=0.03)
