"""Networks that can be explained."""

import pytest

from core.datasets.dataset import Dataset
from core.hyperparameters import Hyperparameters
from core.network.mlp import MLP
from core.training.trainer import new_network, train


@pytest.fixture(scope="session")
def network(mnist: Dataset) -> MLP:
    """Trained for a second; right nine times of ten."""
    settings = Hyperparameters(learning_rate=3e-3, training_images=5000, epochs=10)
    trained = new_network(settings)
    for _ in train(trained, mnist, settings):
        pass
    return trained.snapshot()
