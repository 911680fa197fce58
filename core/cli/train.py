"""`train`: a network on MNIST, with a progress bar or JSON."""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.blas import limit_threads
from core.cli.driving import to_the_end, warn
from core.cli.settings import add_settings, chosen_settings
from core.datasets.dataset import Dataset
from core.datasets.mnist import load_mnist
from core.errors import RunError
from core.evaluation.metrics import evaluate
from core.hyperparameters import Hyperparameters
from core.presets import title_of
from core.runs.about import About
from core.runs.model_file import Model, save_model
from core.runs.recorded import RecordedTraining
from core.runs.run import read_run
from core.training.replay import Replay
from core.training.threads import default_threads


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    add_settings(command)
    command.add_argument("--out", type=Path, metavar="FOLDER", help="the folder of the run")
    command.add_argument(
        "--threads",
        type=int,
        choices=range(1, 65),
        metavar="N",
        help="of the matrix products; their number decides on the last bits (default: two for "
        "wide layers where a second core has nothing else to do, else one)",
    )
    command.add_argument(
        "--replay",
        type=Path,
        metavar="RUN",
        help="the settings and live changes of a run's folder, instead of --preset and --set",
    )
    command.add_argument(
        "--compact",
        type=Path,
        metavar="FILE",
        help="also write the model in float16, with its test accuracy",
    )


def run(options: argparse.Namespace) -> int:
    """Train, save, evaluate on the test set; 130 after Ctrl-C, 1 when the training diverged."""
    settings, replay = _plan(options)
    limit_threads(options.threads or default_threads(settings))
    dataset = load_mnist()
    about = About.now(title_of(settings))
    recorded = RecordedTraining.begin(
        settings, dataset, warn, path=options.out, about=about, replay=replay
    )
    outcome, status = to_the_end(recorded, dataset, as_json=options.json)
    if options.compact is not None:
        _save_compact(options.compact, outcome.model, dataset)
    return status


def _plan(options: argparse.Namespace) -> tuple[Hyperparameters, Replay]:
    """The settings to begin with, and the changes to come."""
    if options.replay is None:
        return chosen_settings(options), Replay([])
    run = read_run(options.replay)
    if run.problem:
        raise RunError(f"{options.replay} cannot be replayed: some of it is damaged.", run.problem)
    return run.settings, Replay(run.records, later=run.planned)


def _save_compact(path: Path, model: Model, dataset: Dataset) -> None:
    """With the accuracy of the rounded weights: it is they that will be used."""
    rounded = model.network.parameters.astype(np.float16).astype(np.float32)
    test = evaluate(model.network.with_parameters(rounded), dataset.test)
    save_model(path, replace(model, test_accuracy=test.accuracy), half=True)
