"""`train`: a network on MNIST, with a progress bar or JSON."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

import numpy as np

from core.blas import limit_threads
from core.cli.progress import print_end, reporter
from core.cli.settings import chosen_settings
from core.datasets.dataset import Dataset
from core.datasets.mnist import load_mnist
from core.errors import RunError
from core.evaluation.calibration import calibrate
from core.evaluation.metrics import evaluate
from core.hyperparameters import Hyperparameters
from core.runs.folder import RunFolder
from core.runs.model_file import Model, save_model
from core.runs.records import Record
from core.runs.run import read_run
from core.training.events import BatchEnd, EpochEnd, LiveChange, Status, Stop, TrainingEnd
from core.training.pace import Pace
from core.training.replay import Replay
from core.training.threads import default_threads
from core.training.trainer import Training, new_network

FAILED = 1
INTERRUPTED = 130


def run(options: argparse.Namespace) -> int:
    """Train, save, evaluate on the test set; 130 after Ctrl-C, 1 when the training diverged."""
    settings, replay = _plan(options)
    limit_threads(options.threads or default_threads(settings))
    folder = RunFolder(settings, options.out)
    dataset = load_mnist()
    training = Training(new_network(settings), dataset, settings)
    with reporter(settings.epochs, as_json=options.json) as report:
        history, end = _drive(training, replay, report)
    network = training.network.snapshot()
    model = Model(
        network,
        training.settings,
        end.epochs,
        seconds=end.seconds,
        calibration=calibrate(network, dataset.validation),
    )
    folder.save(model, history)
    test = evaluate(model.network, dataset.test)
    if options.compact is not None:
        _save_compact(options.compact, model, dataset)
    print_end(end, test, str(folder.model_path), as_json=options.json)
    if end.status is Status.DIVERGED:
        print(f"error: {end.reason}", file=sys.stderr)
    return {Status.COMPLETED: 0, Status.STOPPED: INTERRUPTED, Status.DIVERGED: FAILED}[end.status]


def _plan(options: argparse.Namespace) -> tuple[Hyperparameters, Replay]:
    """The settings to begin with, and the changes to come."""
    if options.replay is None:
        return chosen_settings(options), Replay([])
    run = read_run(options.replay)
    if run.problem:
        raise RunError(f"{options.replay} cannot be replayed: some of it is damaged.", run.problem)
    return run.settings, Replay(run.changes)


def _save_compact(path: Path, model: Model, dataset: Dataset) -> None:
    """With the accuracy of the rounded weights: it is they that will be used."""
    rounded = model.network.parameters.astype(np.float16).astype(np.float32)
    test = evaluate(model.network.with_parameters(rounded), dataset.test)
    save_model(path, replace(model, test_accuracy=test.accuracy), half=True)


def _drive(
    training: Training, replay: Replay, report: Callable[[EpochEnd], None]
) -> tuple[list[Record], TrainingEnd]:
    """Run to the end; the first Ctrl-C asks for a stop in order, a second one insists."""
    history: list[Record] = []
    events, pace = training.events(), Pace()
    with _interrupts() as interrupted:
        event = next(events)
        while not isinstance(event, TrainingEnd):
            if isinstance(event, EpochEnd | LiveChange):
                history.append(event)
            if isinstance(event, EpochEnd):
                report(event)
            if isinstance(event, BatchEnd):
                time.sleep(pace.delay(training.settings.speed, time.monotonic()))
            event = events.send(Stop() if interrupted else replay.command(event))
    return history, event


@contextmanager
def _interrupts() -> Iterator[list[int]]:
    """A list that fills when Ctrl-C is pressed."""
    caught: list[int] = []

    def catch(number: int, frame: FrameType | None) -> None:
        if caught:
            raise KeyboardInterrupt
        caught.append(number)

    before = signal.signal(signal.SIGINT, catch)
    try:
        yield caught
    finally:
        signal.signal(signal.SIGINT, before)
