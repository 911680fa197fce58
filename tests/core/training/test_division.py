"""Which images are learned from, and which ones judge."""

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.evaluation.calibration import calibrate
from core.evaluation.metrics import evaluate
from core.hyperparameters.schema import Hyperparameters
from core.runs.result import model_of
from core.training.events import BatchEnd, EpochEnd, TrainingEnd
from core.training.trainer import Training, new_network

from .driving import TinyDataset

MORE = Hyperparameters(
    hidden_layers=(6,), epochs=1, training_images=220, validation_images=1000, batch_size=8
)


def test_mnists_own_division_is_the_usual_one_and_nothing_is_copied(mnist: Dataset) -> None:
    divided = mnist.divided(50_000, 10_000)
    assert (len(divided.train), len(divided.validation)) == (50_000, 10_000)
    assert np.shares_memory(divided.train.images, mnist.train.images)
    assert np.shares_memory(divided.validation.images, mnist.validation.images)


@pytest.mark.parametrize("kept", [1000, 4000, 10_000])
def test_the_parts_are_all_images_in_their_order(mnist: Dataset, kept: int) -> None:
    divided, whole = mnist.divided(60_000 - kept, kept), mnist.train + mnist.validation
    together = divided.train + divided.validation
    assert (len(divided.train), len(divided.validation)) == (60_000 - kept, kept)
    assert np.array_equal(together.images, whole.images)
    assert np.array_equal(together.labels, whole.labels)
    assert divided.test is mnist.test


def test_a_few_training_images_are_the_first_ones_however_many_are_kept(mnist: Dataset) -> None:
    divided = mnist.divided(3000, 1000)
    assert np.array_equal(divided.train.images, mnist.train.images[:3000])
    assert np.array_equal(divided.validation.labels, mnist.validation.labels[-1000:])


def test_what_is_not_kept_is_learnt_from_and_what_is_kept_judges(tiny: TinyDataset) -> None:
    dataset = tiny(20, 1200)
    training = Training(new_network(MORE), dataset, MORE)
    events = list(training.events())
    kept = dataset.validation.last(1000)
    seen = [event.images_seen for event in events if isinstance(event, BatchEnd)]
    [epoch] = [event for event in events if isinstance(event, EpochEnd)]
    end = events[-1]
    assert isinstance(end, TrainingEnd)
    assert seen[-1] == 220
    assert epoch.validation_accuracy == evaluate(training.network, kept).accuracy
    assert model_of(training, dataset, end).calibration == calibrate(training.network, kept)


def test_where_a_data_set_has_fewer_images_than_are_wanted_all_are_taken(
    tiny: TinyDataset,
) -> None:
    divided = tiny(20, 5).divided(220, 1000)
    assert (len(divided.train), len(divided.validation)) == (20, 5)
