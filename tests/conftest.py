"""What every test stands on: a home of its own; the data set and a network, made once."""

import gc
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import hypothesis
import numpy as np
import pytest

from core.datasets import mnist as mnist_file
from core.datasets.dataset import Dataset
from core.datasets.mnist import load_mnist
from core.foundation.blas_threads import limit_threads
from core.foundation.paths import resources
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model
from core.training.trainer import new_network, train

# How long an example takes says nothing on a busy machine.
hypothesis.settings.register_profile("inkling", deadline=None)
hypothesis.settings.load_profile("inkling")
_BEFORE = Path(__file__).parent / "data" / "before"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's runs, settings and logs go; not there until something writes."""
    folder = tmp_path / "home"
    monkeypatch.setenv("INKLING_HOME", str(folder))
    return folder


@pytest.fixture
def before(tmp_path: Path, home: Path) -> Path:
    """A copy of `data/before`, whose home is this test's: files that an earlier version wrote."""
    folder = tmp_path / "before"
    shutil.copytree(_BEFORE, folder)
    (folder / "home").rename(home)
    return folder


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    """As the program does: more only slow small layers down, most of all on a busy machine."""
    limit_threads()


@pytest.fixture(autouse=True, scope="module")
def _short_collections() -> None:
    """Collect garbage only among objects that the tests of the module make.

    Each window that closes collects garbage. To search all imported modules and all collected tests
    took longer than to open the window. What is garbage now is collected before.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _one_unpacking() -> Iterator[None]:
    """Unpack the data file that travels with the program once, not for each of its commands.

    Nothing can change what is shared: the arrays of a `Dataset` are read-only, or copies.
    """
    installed, read = resources() / "data" / "mnist.npz", mnist_file._read
    unpack = cache(lambda: read(installed))

    def read_or_share(path: Path) -> dict[str, np.ndarray]:
        return unpack() if path == installed else read(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mnist_file, "_read", read_or_share)
        yield


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """The data set that travels with the program."""
    return load_mnist()


@pytest.fixture(scope="session")
def trained_model(mnist: Dataset) -> Model:
    """A model that reads a plain digit rightly, and about nine test images of ten."""
    settings = Hyperparameters(learning_rate=3e-3, training_images=5000, epochs=10)
    network = new_network(settings)
    for _ in train(network, mnist, settings):
        pass
    return Model(network.snapshot(), settings, settings.epochs)
