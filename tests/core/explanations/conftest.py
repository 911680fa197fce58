"""Networks that can be explained."""

import pytest

from core.models.model_file import Model
from core.nn.mlp import MLP


@pytest.fixture(scope="session")
def network(trained_model: Model) -> MLP:
    """Right about nine times of ten."""
    return trained_model.network
