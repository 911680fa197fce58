"""The data set, loaded once by the thread that needs it first."""

from collections.abc import Callable
from threading import Lock

from core.datasets.dataset import Dataset


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
    # Here, in a worker thread: the window's start needs no data.
    from core.datasets.mnist import load_mnist

    return load_mnist()
