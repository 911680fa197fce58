"""The training as it is, and the least it could be."""

import time

import numpy as np

from core.benchmark.interleaved_timing import Epoch
from core.datasets.dataset import Dataset
from core.foundation.blas_threads import limit_threads
from core.hyperparameters.schema import Hyperparameters
from core.training.batches import BatchLoader
from core.training.events import EpochEnd
from core.training.trainer import new_network, train


def inkling(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    """A training, without the evaluations."""
    training = train(new_network(settings), dataset, settings)

    def epoch() -> float:
        return next(event.train_seconds for event in training if isinstance(event, EpochEnd))

    return epoch


def on_threads(threads: int, epoch: Epoch) -> Epoch:
    """The same with another number of BLAS threads; all else has one."""

    def limited() -> float:
        limit_threads(threads)
        try:
            return epoch()
        finally:
            limit_threads()

    return limited


def floor(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    """The gathers and the matrix products of an epoch, and nothing else."""
    size, split = (
        settings.batch_size,
        dataset.divided(settings.training_images, settings.validation_images).train,
    )
    load = BatchLoader(split, np.float32)
    network = new_network(settings)
    outputs = [np.zeros((size, width), np.float32) for width in network.sizes[1:]]
    gradients = [np.empty_like(weight) for weight in network.weights]
    order = np.random.default_rng(0).permutation(len(split))

    def epoch() -> float:
        started = time.perf_counter()
        for start in range(0, len(order), size):
            pixels = load(order[start : start + size]).pixels
            values = [pixels, *(output[: len(pixels)] for output in outputs)]
            for layer, weight in enumerate(network.weights):
                np.matmul(values[layer], weight, out=values[layer + 1])
            for layer in reversed(range(len(gradients))):
                np.matmul(values[layer].T, values[layer + 1], out=gradients[layer])
                if layer:
                    np.matmul(values[layer + 1], network.weights[layer].T, out=values[layer])
        return time.perf_counter() - started

    return epoch
