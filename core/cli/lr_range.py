"""The command `lr-range` suggests a learning rate by a range test."""

import argparse
from pathlib import Path
from typing import get_args

from core.cli.arguments import add_settings, chosen_settings, nonempty_path
from core.cli.output import print_json
from core.datasets.mnist import load_mnist
from core.foundation.errors import OutputError
from core.foundation.files import write_atomically
from core.hyperparameters.schema import Hyperparameters
from core.learning_rate.range_figure import range_csv, range_figure, range_table
from core.learning_rate.range_test import range_points
from core.learning_rate.suggestion import RULE, RangeResult, range_result
from core.plots.rendering import Format
from core.runs.output_guard import check_output

_PICTURES: tuple[Format, ...] = get_args(Format)
_PRINTED = 8
"""Every so many mini-batches are a row of the printed table."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add_settings(command)
    command.add_argument(
        "-o",
        "--output",
        type=nonempty_path,
        metavar="FILE",
        help="write the curve to this file, which ends with .png, .svg, .pdf or .csv",
    )


def run(options: argparse.Namespace) -> int:
    """Run the test, print its curve and its suggestion, and write the file."""
    settings = chosen_settings(options)
    if options.output is not None:
        _check_ending(options.output)
        check_output(options.output)
    result = range_result(list(range_points(load_mnist(), settings)))
    if options.output is not None:
        _write(options.output, result, settings)
    if options.json:
        _print_json(result, settings, options.output)
    else:
        _print_table(result, settings, options.output)
    return 0


def _check_ending(file: Path) -> None:
    if file.suffix.lower().removeprefix(".") not in (*_PICTURES, "csv"):
        raise OutputError(f"“{file.name}” does not end with .png, .svg, .pdf or .csv.")


def _write(file: Path, result: RangeResult, settings: Hyperparameters) -> None:
    content = range_csv(result)
    for each in _PICTURES:
        if file.suffix.lower() == f".{each}":
            content = range_figure(result, settings.learning_rate, each)
    try:
        write_atomically(file, content)
    except OSError as error:
        raise OutputError(f"{file} cannot be written.", str(error)) from error


def _print_json(result: RangeResult, settings: Hyperparameters, file: Path | None) -> None:
    print_json(
        {
            "suggestion": result.suggestion,
            "edge": result.edge,
            "learning_rate": settings.learning_rate,
            "problem": result.problem,
            "rates": result.rates.tolist(),
            "losses": result.losses.tolist(),
            "smoothed": result.smoothed.tolist(),
            "file": None if file is None else str(file),
        }
    )


def _print_table(result: RangeResult, settings: Hyperparameters, file: Path | None) -> None:
    print("learning rate      loss  smoothed")
    for rate, loss, smoothed in range_table(result)[::_PRINTED]:
        print(f"{rate:13.2e}  {loss:8.4f}  {smoothed:8.4f}")
    print(result.comparison(settings))
    if result.suggestion is not None:
        print(f"The rule: {RULE[0].lower()}{RULE[1:]}")
    if file is not None:
        print(file)
