"""Images of no digit are to be answered with none."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import Hyperparameters
from core.training.batches import NON_DIGIT, BatchSource
from core.training.trainer import Training, new_network

SETTINGS = Hyperparameters(
    loss="softmax_cross_entropy", scribbles=0.5, batch_size=500, training_images=500, epochs=1
)


@pytest.mark.parametrize(
    ("loss", "target"),
    [("softmax_cross_entropy", 0.1), ("sigmoid_cross_entropy", 0.0), ("sigmoid_quadratic", 0.0)],
)
def test_their_target_is_no_class(mnist: Dataset, loss: str, target: float) -> None:
    source = BatchSource(mnist.train.first(500), replace(SETTINGS, loss=loss), np.float32)
    batch = source.take(np.arange(500), 0)
    source.close()
    nothing, labels = batch.labels == NON_DIGIT, mnist.train.labels[:500]
    assert 150 < nothing.sum() < 350
    assert np.allclose(batch.targets[nothing], target)
    assert np.array_equal(batch.targets[~nothing].argmax(axis=1), labels[~nothing])
    assert np.array_equal(batch.labels[~nothing], labels[~nothing])


def test_they_do_not_count_in_the_accuracy_of_a_mini_batch(mnist: Dataset) -> None:
    """A network that has learned the digits has all of them right, though half are scribbles."""
    settings = replace(SETTINGS, scribbles=0.0, learning_rate=1e-3, epochs=60, batch_size=50)
    training = Training(new_network(settings), mnist, settings)
    for _ in training.events():
        pass
    settings = replace(SETTINGS, learning_rate=1e-6)
    again = Training(training.network, mnist, settings)
    events = again.events()
    assert next(events).accuracy > 0.7
    events.close()
