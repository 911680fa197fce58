"""A person who writes in a way of their own: digits of MNIST, rows for columns."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import IMAGE_SIDE, PIXELS, Dataset, Split
from core.models.model_file import Model


@pytest.fixture(scope="session")
def model(trained_model: Model) -> Model:
    """A model that has been trained a little."""
    return replace(trained_model, title="its title")


@pytest.fixture(scope="session")
def mine(mnist: Dataset) -> Split:
    """Fifty digits that lie on their side, (50, 784)."""
    images = mnist.validation.images[:50].reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
    turned = np.ascontiguousarray(images.swapaxes(1, 2)).reshape(-1, PIXELS)
    return Split(turned, mnist.validation.labels[:50])
