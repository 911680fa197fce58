"""The command `results` trains every preset and prints a table of what they reach."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median

from core.cli.arguments import nonempty_path, whole_number
from core.cli.output import print_json
from core.datasets.dataset import Dataset
from core.datasets.mnist import load_mnist
from core.evaluation.metrics import evaluate
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import HyperparameterError, RunError
from core.foundation.files import exists, write_atomically
from core.foundation.json_file import (
    READ_ERRORS,
    check_count,
    check_duration,
    check_real,
    read_object,
    single_line,
)
from core.foundation.percent import percent
from core.hyperparameters.preset_file import Preset
from core.hyperparameters.presets import preset, presets
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import layer_sizes
from core.runs.output_guard import check_output_folder
from core.training.events import Status, TrainingEnd
from core.training.thread_count import default_threads
from core.training.trainer import Training, new_network

_MOST_SEEDS = 1000
_HEAD = """| preset | network | epochs | test accuracy, mean (range) | seconds | the literature |
|---|---|---|---|---|---|"""


@dataclass(frozen=True)
class Result:
    """The result of one training."""

    preset: str
    hyperparameters: dict[str, object]
    status: str
    epochs: int
    seconds: float
    test_accuracy: float


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument("presets", nargs="*", metavar="PRESET", help="default: all of them")
    command.add_argument(
        "--seeds",
        type=whole_number(1, _MOST_SEEDS),
        default=3,
        metavar="N",
        help="default: %(default)s",
    )
    command.add_argument(
        "--out",
        type=nonempty_path,
        required=True,
        metavar="FOLDER",
        help="gets a file for each training; an existing one is not trained again",
    )


def run(options: argparse.Namespace) -> int:
    """Train the presets with the seeds 0, 1, …; results in the folder are not repeated."""
    check_output_folder(options.out)
    dataset = load_mnist()
    chosen = [preset(name) for name in options.presets] or list(presets().values())
    for each in chosen:  # foreign files are reported before hours are spent
        for seed in range(options.seeds):
            read_result(_path(options.out, each, seed))
    if not options.json:
        print(_HEAD)
    for each in chosen:
        results = [_result(each, seed, dataset, options.out) for seed in range(options.seeds)]
        if options.json:
            for result in results:
                print_json(asdict(result))
        else:
            print(_row(each, results), flush=True)
    return 0


def _result(chosen: Preset, seed: int, dataset: Dataset, folder: Path) -> Result:
    settings = chosen.hyperparameters.with_values({"seed": seed})
    path = _path(folder, chosen, seed)
    known = read_result(path)
    if known is None or Hyperparameters.from_dict(known.hyperparameters) != settings:
        known = _train(chosen, settings, dataset)
        _write(path, known)
    return known


def _path(folder: Path, chosen: Preset, seed: int) -> Path:
    return folder / f"{chosen.name}-{seed}.json"


def read_result(path: Path) -> Result | None:
    """Read an earlier result; None where there is no file.

    Raises RunError for a file that is no such result.
    """
    if not exists(path):
        return None
    values = read_object(path)
    try:
        return Result(
            single_line(values["preset"]),
            Hyperparameters.from_dict(values["hyperparameters"]).to_dict(),
            Status(values["status"]).value,
            check_count(values["epochs"]),
            check_duration(values["seconds"]),
            check_real(values["test_accuracy"], minimum=0, maximum=1),
        )
    except (*READ_ERRORS, HyperparameterError) as error:
        raise RunError(f"{path} is not a result of this command.", str(error)) from error


def _write(path: Path, result: Result) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, (json.dumps(asdict(result), indent=2) + "\n").encode())
    except OSError as error:
        raise RunError(f"{path} cannot be written.", str(error)) from error


def _train(chosen: Preset, settings: Hyperparameters, dataset: Dataset) -> Result:
    limit_threads(default_threads(settings))
    training = Training(new_network(settings), dataset, settings)
    end = next(event for event in training.events() if isinstance(event, TrainingEnd))
    test = evaluate(training.network, dataset.test)
    progress = (
        f"{chosen.name}, seed {settings.seed}: {percent(test.accuracy)} in {end.seconds:.0f} s"
    )
    print(progress, file=sys.stderr, flush=True)
    return Result(
        chosen.name, settings.to_dict(), end.status.value, end.epochs, end.seconds, test.accuracy
    )


def _row(chosen: Preset, results: Sequence[Result]) -> str:
    accuracies = [result.test_accuracy for result in results]
    layers = layer_sizes(chosen.hyperparameters)
    cells = (
        f"{chosen.title} (`{chosen.name}`)",
        "-".join(map(str, layers)),
        str(chosen.hyperparameters.epochs),
        f"{percent(fmean(accuracies))} ({percent(min(accuracies))} to {percent(max(accuracies))})",
        f"{median(result.seconds for result in results):.0f}",
        chosen.literature,
    )
    return f"| {' | '.join(cells)} |"
