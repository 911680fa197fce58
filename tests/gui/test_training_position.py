"""Where a training is, down to the mini-batch."""

import pytest

from core.hyperparameters.schema import Hyperparameters
from core.training.events import BatchEnd, EpochEnd
from gui.session.event_batch import EventBatch
from gui.session.training_position import TrainingPosition

SETTINGS = Hyperparameters(training_images=300, batch_size=128, epochs=10)


def batch(epoch: int, seen: int) -> BatchEnd:
    return BatchEnd(epoch, seen, 1.0, 0.5)


def end(epoch: int) -> EpochEnd:
    return EpochEnd(epoch, 1.0, 0.5, 1.0, 0.5, 1.0, 1.0)


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([], "before the first mini-batch"),
        ([batch(1, 128)], "at epoch 1 of 10, mini-batch 1 of 3"),
        ([batch(1, 300)], "at the end of epoch 1 of 10, before its evaluation"),
        ([batch(1, 300), end(1)], "after epoch 1 of 10"),
        ([batch(1, 300), end(1), batch(2, 428)], "at epoch 2 of 10, mini-batch 1 of 3"),
        ([end(1), end(2), end(3)], "after epoch 3 of 10"),
        ([end(11), end(12)], "after epoch 12 of 12"),  # fewer are wanted since
        ([end(1), end(2), batch(3, 856)], "at epoch 3 of 10, mini-batch 2 of 3"),
        ([end(11), batch(12, 3428)], "at epoch 12 of 12, mini-batch 1 of 3"),
        ([end(11)], "after epoch 11 of 11"),
    ],
)
def test_the_position_follows_the_events(events: list[BatchEnd | EpochEnd], text: str) -> None:
    position = TrainingPosition().after(EventBatch.sort(events), SETTINGS)
    assert position.describe(SETTINGS) == text
    single = TrainingPosition()
    for event in events:
        single = single.after(EventBatch.sort([event]), SETTINGS)
    assert single == position
