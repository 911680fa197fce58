"""The speed of the report's training, in one run beside what bounds and rivals it."""

import time
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median

import numpy as np

from core.datasets.dataset import CLASSES, PIXELS, Dataset, to_pixels
from core.datasets.mnist import load_mnist
from core.hyperparameters import Hyperparameters
from core.presets import DEFAULT, preset
from core.training.batches import BatchLoader
from core.training.events import EpochEnd
from core.training.trainer import new_network, train

ROUNDS = 7
Epoch = Callable[[], float]
"""Passes once over the training images; returns the seconds it took."""


def measure_training() -> dict[str, object]:
    """Images per second of the report's network on one thread, and of its rivals.

    The contestants take turns, an epoch each, for some rounds: a machine whose speed drifts
    slows all of them. Ratios are taken round by round, and their median is given.
    """
    dataset, settings = load_mnist(), preset(DEFAULT).hyperparameters
    contestants = {
        "inkling": _inkling(dataset, settings),
        "floor": _floor(dataset, settings),
        **_rivals(dataset, settings),
    }
    for epoch in contestants.values():
        epoch()
    rounds = [{name: epoch() for name, epoch in contestants.items()} for _ in range(ROUNDS)]
    figures: dict[str, object] = {"network": "784-20-10", "rounds": ROUNDS, "threads": 1}
    for name in contestants:
        seconds = median(times[name] for times in rounds)
        figures[f"{name}_images_per_second"] = round(len(dataset.train) / seconds)
    figures["times_the_floor"] = median(times["inkling"] / times["floor"] for times in rounds)
    for name in list(contestants)[2:]:
        figures[f"times_as_fast_as_{name}"] = median(
            times[name] / times["inkling"] for times in rounds
        )
    return figures


def _inkling(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    training = train(new_network(settings), dataset, settings)

    def epoch() -> float:
        return next(event.train_seconds for event in training if isinstance(event, EpochEnd))

    return epoch


def _floor(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    """The gathers and the matrix products of an epoch, and nothing else."""
    load = BatchLoader(dataset.train, np.float32)
    network = new_network(settings)
    first, second = network.weights
    hidden = np.zeros((settings.batch_size, first.shape[1]), np.float32)
    output = np.zeros((settings.batch_size, CLASSES), np.float32)
    gradients = [np.empty_like(weight) for weight in network.weights]
    order = np.random.default_rng(0).permutation(len(dataset.train))

    def epoch() -> float:
        started = time.perf_counter()
        for start in range(0, len(order), settings.batch_size):
            pixels, _, _ = load(order[start : start + settings.batch_size])
            rows = len(pixels)
            np.matmul(pixels, first, out=hidden[:rows])
            np.matmul(hidden[:rows], second, out=output[:rows])
            np.matmul(hidden[:rows].T, output[:rows], out=gradients[1])
            np.matmul(output[:rows], second.T, out=hidden[:rows])
            np.matmul(pixels.T, hidden[:rows], out=gradients[0])
        return time.perf_counter() - started

    return epoch


def _rivals(dataset: Dataset, settings: Hyperparameters) -> dict[str, Epoch]:
    """Those that are installed."""
    known = {"torch": ("pytorch", _pytorch), "sklearn": ("scikit_learn", _scikit_learn)}
    return {
        name: make(dataset, settings)
        for module, (name, make) in known.items()
        if find_spec(module) is not None
    }


def _pytorch(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    import torch

    torch.set_num_threads(1)
    hidden = settings.hidden_layers[0]
    network = torch.nn.Sequential(
        torch.nn.Linear(PIXELS, hidden), torch.nn.Sigmoid(), torch.nn.Linear(hidden, CLASSES)
    )
    criterion = torch.nn.BCEWithLogitsLoss(reduction="sum")
    optimizer = torch.optim.SGD(network.parameters(), lr=settings.learning_rate)
    images = torch.from_numpy(to_pixels(dataset.train.images))
    targets = torch.eye(CLASSES)[torch.from_numpy(dataset.train.labels.copy())]

    def epoch() -> float:
        started = time.perf_counter()
        for indices in torch.randperm(len(images)).split(settings.batch_size):
            optimizer.zero_grad()
            loss = criterion(network(images[indices]), targets[indices])
            loss.backward()
            optimizer.step()
        return time.perf_counter() - started

    return epoch


def _scikit_learn(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier(
        hidden_layer_sizes=settings.hidden_layers,
        activation="logistic",
        solver="sgd",
        momentum=0.0,
        alpha=0.0,
        batch_size=settings.batch_size,
        learning_rate_init=settings.learning_rate * settings.batch_size,
    )
    images = to_pixels(dataset.train.images)

    def epoch() -> float:
        started = time.perf_counter()
        network.partial_fit(images, dataset.train.labels, classes=np.arange(CLASSES))
        return time.perf_counter() - started

    return epoch
