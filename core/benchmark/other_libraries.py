"""The same training by other libraries, where they are installed."""

import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise

import numpy as np

from core.benchmark.interleaved_timing import Epoch
from core.datasets.dataset import CLASSES, Dataset, to_pixels
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import layer_sizes

Rival = Callable[[Dataset, Hyperparameters], Epoch]


def installed_rivals() -> dict[str, Rival]:
    """By the name for their figures."""
    known: dict[str, tuple[str, Rival]] = {
        "torch": ("pytorch", pytorch),
        "sklearn": ("scikit_learn", scikit_learn),
    }
    return {name: rival for module, (name, rival) in known.items() if find_spec(module) is not None}


def pytorch(dataset: Dataset, settings: Hyperparameters) -> Epoch:
    """PyTorch in eager mode on one thread of the processor: the same layers, loss and step."""
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
    """MLPClassifier, which knows softmax alone: the same layers and step."""
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
