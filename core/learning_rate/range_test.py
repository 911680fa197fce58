"""The learning-rate range test: a short training at a rate that grows with every mini-batch.

Smith (2017), Cyclical learning rates for training neural networks: the loss falls once the rate is
large enough to learn, and rises again when it is too large.
"""

from collections.abc import Generator, Iterator
from math import isfinite
from typing import NamedTuple

import numpy as np

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import Hyperparameters
from core.training.batches import Batch, BatchSource
from core.training.random_streams import generator
from core.training.train_step import TrainStep
from core.training.trainer import new_network

STEPS = 200
"""The most mini-batches of a test."""
LOWEST, HIGHEST = 1e-6, 100.0
"""The rates of the first and the last mini-batch: the limits of the hyperparameter."""
_AT_START = 10
"""The mini-batches whose mean loss is that of the untrained network: the rate is still tiny."""
_EXPLODED = 4.0
"""The test ends when the mean of the last losses is so many times that of the first ones."""


class RangePoint(NamedTuple):
    """A mini-batch of the test."""

    rate: float
    """The learning rate of its step."""
    loss: float
    """The mean loss of its images before the step."""


def range_points(
    dataset: Dataset, settings: Hyperparameters, steps: int = STEPS
) -> Generator[RangePoint, None, None]:
    """Train a new network with these settings for a while, and yield a point per mini-batch.

    The rate grows by the same factor from each mini-batch to the next, and no schedule changes it.
    Network, images, distortions, optimizer and regularization are those of the first epoch of a
    training with the same seed. Ends early after a loss that is infinite, not a number, or four
    times that at the start; an infinite or undefined loss is not yielded.
    """
    settings = settings.with_values({"ema": 0.0})  # the average is for evaluations alone
    dataset = dataset.divided(settings.training_images, settings.validation_images)
    network = new_network(settings)
    step = TrainStep(network, settings, len(dataset.train))
    source = BatchSource(dataset.train, settings, network.parameters.dtype)
    losses: list[float] = []
    try:
        batches = _batches(source, settings, len(dataset.train))
        for rate in np.geomspace(LOWEST, HIGHEST, steps).tolist():
            loss = step.differentiate(next(batches)).loss
            if not isfinite(loss):
                return
            losses.append(loss)
            yield RangePoint(rate, loss)
            if _exploded(losses):
                return
            step.step(rate)
    finally:
        source.close()


def _batches(source: BatchSource, settings: Hyperparameters, images: int) -> Iterator[Batch]:
    """Yield the mini-batches of a training, one epoch after the other."""
    shuffle, epoch = generator(settings.seed, "shuffle"), 0
    while True:
        order = shuffle.permutation(images)
        source.plan(settings, epoch + 1, seen=epoch * images, origin=0)
        for position in range(0, images, settings.batch_size):
            yield source.take(order, position)
        epoch += 1


def _exploded(losses: list[float]) -> bool:
    if len(losses) <= _AT_START:
        return False
    start, now = np.mean(losses[:_AT_START]), np.mean(losses[-_AT_START:])
    return bool(now > _EXPLODED * start)
