"""Networks that can be explained."""

import pytest

from core.network.mlp import MLP
from core.runs.model_file import Model


@pytest.fixture(scope="session")
def network(reader: Model) -> MLP:
    """Right about nine times of ten."""
    return reader.network
