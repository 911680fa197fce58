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
from core.runs.statistics_recorder import measure
from core.runs.weights_budget import BUDGET, MEGABYTE
from core.training.events import BatchEnd
from core.training.trainer import Events, Training, new_network, train

ROUNDS = 7
SECONDS = 2.5 * INTERVAL
"""Seconds of training in each turn, which include two checkpoints and a half."""


def measure_recording() -> dict[str, object]:
    """Measure by what share a training takes longer when its run is written.

    A run is its history, its statistics, its checkpoints and the weights of past moments.
    The networks are those of two presets; each share is the median of rounds in which the trainings
    with and without a run take turns. The statistics are also measured alone, as a share of the
    time that an epoch takes.
    """
    dataset, figures = load_mnist(), dict[str, object]()
    for name in ("report", "best"):
        settings = preset(name).hyperparameters
        figures[f"recording_adds_{name}"] = _cost(dataset, settings)
        figures[f"statistics_take_{name}"] = _statistics_share(dataset, settings)
    return {"rounds": ROUNDS, **figures}


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


def _statistics_share(dataset: Dataset, settings: Hyperparameters) -> float:
    shares = []
    for _ in range(ROUNDS):
        training = Training(new_network(settings), dataset, settings)
        training.keep_last_step()
        rate = _rate(training.events())
        started = time.perf_counter()
        measure(training)
        shares.append((time.perf_counter() - started) * rate / settings.training_images)
    return median(shares)


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
