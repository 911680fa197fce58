"""The candidates of the benchmark: Inkling, the least possible work, and other libraries."""

import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise

import numpy as np

from core.datasets.dataset import CLASSES, Dataset, to_pixels
from core.foundation.blas_threads import limit_threads
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import layer_sizes
from core.training.batches import BatchLoader
from core.training.events import EpochEnd
from core.training.trainer import new_network, train

Epoch = Callable[[], float]
"""Trains once on all training images; returns the seconds that it took."""
Candidate = Callable[[Dataset, Hyperparameters], Epoch]


def inkling(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    """Return an epoch of a training by Inkling, without the evaluations."""
    training = train(new_network(settings), dataset, settings)

    def epoch() -> float:
        return next(event.train_seconds for event in training if isinstance(event, EpochEnd))

    return epoch


def on_threads(threads: int, epoch: Epoch) -> Epoch:
    """Return the same epoch with another number of BLAS threads, for it alone."""

    def limited() -> float:
        limit_threads(threads)
        try:
            return epoch()
        finally:
            limit_threads()

    return limited


def floor(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    """Return the least that an epoch needs: gathering the images, and the matrix products."""
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


def installed_libraries() -> dict[str, Candidate]:
    """Return the trainings by installed libraries, by the names for their figures."""
    known: dict[str, tuple[str, Candidate]] = {
        "torch": ("pytorch", pytorch),
        "sklearn": ("scikit_learn", scikit_learn),
    }
    return {name: candidate for module, (name, candidate) in known.items() if find_spec(module)}


def pytorch(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    """Return an epoch by PyTorch in eager mode on one thread: the same layers, loss and step."""
    import torch

    torch.set_num_threads(1)
    sizes = layer_sizes(settings)
    activation = {"sigmoid": torch.nn.Sigmoid, "relu": torch.nn.ReLU}[settings.activation]
    layers: list[torch.nn.Module] = []
    for n_in, n_out in pairwise(sizes):
        layers += [torch.nn.Linear(n_in, n_out), activation()]
    network = torch.nn.Sequential(*layers[:-1])
    reduction = settings.gradient
    criterion = (
        torch.nn.CrossEntropyLoss(reduction=reduction)
        if settings.loss == "softmax_cross_entropy"
        else torch.nn.BCEWithLogitsLoss(reduction=reduction)
    )
    optimizer = torch.optim.SGD(network.parameters(), lr=settings.learning_rate)
    split = dataset.divided(settings.training_images, settings.validation_images).train
    images = torch.from_numpy(to_pixels(split.images))
    targets = torch.eye(CLASSES)[torch.from_numpy(split.labels.copy())]

    def epoch() -> float:
        started = time.perf_counter()
        order = torch.randperm(len(images))
        for start in range(0, len(order), settings.batch_size):
            indices = order[start : start + settings.batch_size]
            optimizer.zero_grad()
            loss = criterion(network(images[indices]), targets[indices])
            loss.backward()
            optimizer.step()
        return time.perf_counter() - started

    return epoch


def scikit_learn(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    """Return an epoch by MLPClassifier, which has only softmax: the same layers and step."""
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier(
        hidden_layer_sizes=settings.hidden_layers,
        activation={"sigmoid": "logistic", "relu": "relu"}[settings.activation],
        solver="sgd",
        momentum=0.0,
        alpha=0.0,
        batch_size=settings.batch_size,
        learning_rate_init=settings.learning_rate
        * (settings.batch_size if settings.gradient == "sum" else 1),
    )
    split = dataset.divided(settings.training_images, settings.validation_images).train
    images = to_pixels(split.images)

    def epoch() -> float:
        started = time.perf_counter()
        network.partial_fit(images, split.labels, classes=np.arange(CLASSES))
        return time.perf_counter() - started

    return epoch
