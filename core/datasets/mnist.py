"""The MNIST data set that is installed with the program, and one copy of it for all threads."""

import io
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import numpy as np

from core.datasets.dataset import PIXELS, Dataset, Split
from core.foundation.errors import DataError
from core.foundation.files import read_bounded
from core.foundation.paths import resources

SHA256 = "25e9a1164a1ec947d6c3423b938adff846fd0aa846332df172df7b694c69b001"
TRAINING_IMAGES = 50_000
_LARGEST = 1 << 26
"""Bytes; the file has a sixth of that."""


def load_mnist(path: Path | None = None) -> Dataset:
    """Load 50,000 training, 10,000 validation (the last of the 60,000) and 10,000 test images.

    Raises DataError, naming the file, where it is missing or damaged.
    """
    path = path or resources() / "data" / "mnist.npz"
    train = _split(arrays := _read(path), "train")
    return Dataset(
        name="MNIST",
        train=train.first(TRAINING_IMAGES),
        validation=Split(train.images[TRAINING_IMAGES:], train.labels[TRAINING_IMAGES:]),
        test=_split(arrays, "test"),
    )


def _read(path: Path) -> dict[str, np.ndarray]:
    try:
        content = read_bounded(path, _LARGEST)
    except (OSError, ValueError) as error:
        raise DataError(f"The data file {path} cannot be read.", str(error)) from error
    import hashlib  # here, because it takes 3 ms, which the start of the window does not need

    checksum = hashlib.sha256(content).hexdigest()
    if checksum != SHA256:
        raise DataError(
            f"The data file {path} is damaged. Install Inkling again to repair it.",
            f"{len(content):,} bytes, SHA-256 {checksum}; expected {SHA256}.",
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def _split(arrays: dict[str, np.ndarray], name: str) -> Split:
    images = arrays[f"{name}_images"].reshape(-1, PIXELS)
    return Split(images, arrays[f"{name}_labels"].astype(np.intp))


class DatasetProvider:
    """Provides all threads with the same data set."""

    def __init__(self, load: Callable[[], Dataset] | None = None) -> None:
        self._load = load or _load_mnist
        self._lock = Lock()
        self._dataset: Dataset | None = None

    def get(self) -> Dataset:
        """Return the data set, after loading it if necessary. For worker threads.

        Waits while another thread loads it. Raises DataError if it cannot be read; the next call
        tries again.
        """
        with self._lock:
            if self._dataset is None:
                self._dataset = self._load()
            return self._dataset


def _load_mnist() -> Dataset:
    # Imported here, in a worker thread, so that the window opens faster.

    return load_mnist()
