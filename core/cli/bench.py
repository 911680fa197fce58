"""The command `bench` measures speed: of training, or of what an option names instead."""

import argparse
from collections.abc import Mapping

from core.benchmark.explanation_speed import measure_explanations
from core.benchmark.landscape_speed import measure_landscapes
from core.benchmark.recording_cost import measure_recording
from core.benchmark.training_speed import measure_training
from core.cli.output import print_json


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    instead = command.add_mutually_exclusive_group()
    instead.add_argument("--gui", action="store_true", help="measure the window instead")
    instead.add_argument("--why", action="store_true", help="measure the explanations instead")
    instead.add_argument(
        "--landscape", action="store_true", help="measure landscapes and range tests instead"
    )
    instead.add_argument("--runs", action="store_true", help="measure the writing of runs instead")


def run(options: argparse.Namespace) -> int:
    """Print the speed of the training, or of what an option names instead."""
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
    if options.landscape:
        return measure_landscapes()
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
