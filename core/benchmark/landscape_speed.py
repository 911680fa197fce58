"""The benchmark of loss landscapes and of learning-rate range tests."""

from time import perf_counter

from core.datasets.dataset import Dataset
from core.datasets.mnist import load_mnist
from core.foundation.blas_threads import limit_threads
from core.hyperparameters.presets import preset
from core.landscape.landscape import Directions, LandscapeOptions, landscape
from core.landscape.training_path import TrainingPath
from core.learning_rate.range_test import range_points
from core.training.trainer import new_network

PRESETS = ("report", "quick", "simard", "best")


def measure_landscapes() -> dict[str, object]:
    """Measure the seconds of a landscape and of a range test, on one BLAS thread.

    They are those of the untrained networks of some presets, with the images and points that each
    gets by default. The directions of the plane are random.
    """
    limit_threads()
    dataset = load_mnist()
    return {"presets": [_measure(name, dataset) for name in PRESETS]}


def _measure(name: str, dataset: Dataset) -> dict[str, object]:
    settings = preset(name).hyperparameters
    network = new_network(settings)
    path, options = TrainingPath(name, network, settings), LandscapeOptions(Directions.RANDOM)
    started = perf_counter()
    found = landscape([path], dataset, options)
    drawn = perf_counter()
    steps = sum(1 for _ in range_points(dataset, settings))
    return {
        "preset": name,
        "network": "-".join(map(str, network.sizes)),
        "points": found.losses.size,
        "images": found.images,
        "landscape_seconds": drawn - started,
        "range_test_steps": steps,
        "range_test_seconds": perf_counter() - drawn,
    }
