"""A person who writes in a way of their own: digits of MNIST, rows for columns."""

import numpy as np
import pytest

from core.datasets.dataset import IMAGE_SIDE, PIXELS, Dataset, Split
from core.hyperparameters import Hyperparameters
from core.runs.model_file import Model
from core.training.trainer import new_network, train


@pytest.fixture(scope="session")
def model(mnist: Dataset) -> Model:
    """A model that has been trained a little."""
    settings = Hyperparameters(learning_rate=3e-3, training_images=5000, epochs=5)
    network = new_network(settings)
    for _ in train(network, mnist, settings):
        pass
    return Model(network.snapshot(), settings, settings.epochs, title="its title")


@pytest.fixture(scope="session")
def mine(mnist: Dataset) -> Split:
    """Fifty digits that lie on their side, (50, 784)."""
    images = mnist.validation.images[:50].reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
    turned = np.ascontiguousarray(images.swapaxes(1, 2)).reshape(-1, PIXELS)
    return Split(turned, mnist.validation.labels[:50])
