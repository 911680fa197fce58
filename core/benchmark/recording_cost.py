"""The benchmark of recording: how much longer a training takes when its run is written."""

import time
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from core.datasets.dataset import Dataset
from core.datasets.mnist import load_mnist
from core.foundation.errors import RunError
from core.hyperparameters.presets import preset
from core.hyperparameters.schema import Hyperparameters
from core.runs.checkpoints import INTERVAL
from core.runs.recorded_training import RecordedTraining
from core.runs.weights_budget import BUDGET, MEGABYTE
from core.training.events import BatchEnd
from core.training.trainer import Events, new_network, train

ROUNDS = 7
SECONDS = 2.5 * INTERVAL
"""Seconds of training in each turn, which include two checkpoints and a half."""


def measure_recording() -> dict[str, object]:
    """Measure by what share a training takes longer when its run is written.

    A run is its history, its checkpoints and the weights of past moments.
    The networks are those of two presets; each share is the median of rounds in which the trainings
    with and without a run take turns.
    """
    dataset = load_mnist()
    return {
        "rounds": ROUNDS,
        **{
            f"recording_adds_{name}": _cost(dataset, preset(name).hyperparameters)
            for name in ("report", "best")
        },
    }


def _cost(dataset: Dataset, settings: Hyperparameters) -> float:
    ratios = []
    for _ in range(ROUNDS):
        plain = _rate(train(new_network(settings), dataset, settings))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "run"
            recorded = RecordedTraining.begin(
                settings, dataset, _fail, path=path, budget=BUDGET * MEGABYTE
            )
            with closing(recorded):
                written = _rate(recorded.events())
        ratios.append(plain / written)
    return median(ratios) - 1


def _rate(events: Events) -> float:
    """Return the images per second after the first mini-batch, evaluations included."""
    next(events)
    started = last = time.perf_counter()
    images = 0
    for event in events:
        if isinstance(event, BatchEnd):
            images, last = event.images_seen, time.perf_counter()
        if last - started > SECONDS:
            break
    events.close()
    return images / (last - started)


def _fail(error: RunError) -> None:
    raise error
