"""`bench`: how fast the training is, and beside what."""

import argparse
from collections.abc import Mapping

from core.benchmark.explanation_speed import measure_explanations
from core.benchmark.recording_cost import measure_recording
from core.benchmark.training_speed import measure_training
from core.cli.progress import print_json


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    instead = command.add_mutually_exclusive_group()
    instead.add_argument("--gui", action="store_true", help="measure the window instead")
    instead.add_argument("--why", action="store_true", help="measure the explanations instead")
    instead.add_argument("--runs", action="store_true", help="measure the writing of runs instead")


def run(options: argparse.Namespace) -> int:
    """Print the figures of the training; with --gui of the window, with --why of the
    explanations, with --runs of what is written meanwhile."""
    figures = _measure(options)
    if options.json:
        print_json(figures)
    else:
        _print(figures)
    return 0


def _measure(options: argparse.Namespace) -> dict[str, object]:
    if options.gui:
        window: dict[str, object] = options.measure_window()
        return window
    if options.runs:
        return measure_recording()
    return measure_explanations() if options.why else measure_training()


def _print(figures: Mapping[str, object]) -> None:
    for name, value in figures.items():
        if isinstance(value, list):
            for each in value:
                _print(each)
                print()
            continue
        text = f"{value:,.3g}" if isinstance(value, float) else f"{value}"
        print(f"{name.replace('_', ' ')}: {text}")
