"""The command `train` trains a network on MNIST, with a progress bar or JSON."""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.cli.arguments import (
    add_kept_weights,
    add_settings,
    chosen_settings,
    kept_weights_budget,
    nonempty_path,
    whole_number,
)
from core.cli.training_driver import train_to_end, warn
from core.datasets.dataset import Dataset
from core.datasets.mnist import load_mnist
from core.evaluation.metrics import evaluate
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import ModelError, RunError
from core.hyperparameters.presets import title_of
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import SUFFIX, Model, save_model
from core.runs.output_guard import check_new_run, check_output
from core.runs.recorded_training import RecordedTraining
from core.runs.run import read_run
from core.runs.run_metadata import RunMetadata
from core.training.replay import Replay
from core.training.thread_count import default_threads

_MOST_THREADS = 64


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add_settings(command)
    command.add_argument(
        "--out", type=nonempty_path, metavar="FOLDER", help="the folder of the run"
    )
    command.add_argument(
        "--threads",
        type=whole_number(1, _MOST_THREADS),
        metavar="N",
        help="threads of the matrix products, whose number changes the last bits (default: two for "
        "wide layers where a second core is free, else one)",
    )
    command.add_argument(
        "--replay",
        type=nonempty_path,
        metavar="RUN",
        help="repeat the settings and live changes of a run, instead of --preset and --set",
    )
    add_kept_weights(command)
    command.add_argument(
        "--compact",
        type=nonempty_path,
        metavar="FILE",
        help=f"also write the model in float16, with its test accuracy; ends with {SUFFIX}",
    )


def run(options: argparse.Namespace) -> int:
    """Train, evaluate and save; return 130 after Ctrl-C, 1 where the training diverged."""
    settings, replay = _plan(options)
    _check_outputs(options)
    limit_threads(options.threads or default_threads(settings))
    dataset = load_mnist()
    metadata = RunMetadata.now(title_of(settings), preset=options.preset or "")
    recorded = RecordedTraining.begin(
        settings,
        dataset,
        warn,
        path=options.out,
        metadata=metadata,
        replay=replay,
        budget=kept_weights_budget(options),
    )
    result, status = train_to_end(recorded, dataset, as_json=options.json)
    if options.compact is not None and result is not None:
        _save_compact(options.compact, result.model, dataset)
    return status


def _plan(options: argparse.Namespace) -> tuple[Hyperparameters, Replay]:
    """Return the settings at the start, and the changes to replay."""
    if options.replay is None:
        return chosen_settings(options), Replay([])
    if options.preset is not None or options.set:
        raise RunError("--replay takes all settings from the run: omit --preset and --set.")
    run = read_run(options.replay)
    if run.problem:
        raise RunError(f"{options.replay} cannot be replayed: it is damaged.", run.problem)
    return run.settings, Replay(run.records, later=run.planned)


def _check_outputs(options: argparse.Namespace) -> None:
    """Raise an InklingError for outputs that cannot be written, before hours are spent."""
    if options.out is not None:
        check_new_run(options.out)
    if options.compact is None:
        return
    if options.compact.suffix.lower() != SUFFIX:
        raise ModelError(
            f"--compact writes a {SUFFIX} file: {options.compact.name} ends otherwise."
        )
    inputs = [] if options.replay is None else [options.replay]
    check_output(options.compact, inputs=inputs, new_run=options.out)


def _save_compact(path: Path, model: Model, dataset: Dataset) -> None:
    """Save the model with rounded weights, and with the accuracy that these have."""
    rounded = model.network.parameters.astype(np.float16).astype(np.float32)
    test = evaluate(model.network.with_parameters(rounded), dataset.test)
    save_model(path, replace(model, test_accuracy=test.accuracy), half=True)
