"""`bench`: how fast the training is, and beside what."""

import argparse
from collections.abc import Mapping

from core.benchmark.training import measure_training
from core.cli.output import print_json


def run(options: argparse.Namespace) -> int:
    """Print the figures of the training, or with --gui those of the window."""
    figures = options.measure_window() if options.gui else measure_training()
    if options.json:
        print_json(figures)
    else:
        _print(figures)
    return 0


def _print(figures: Mapping[str, object]) -> None:
    for name, value in figures.items():
        if isinstance(value, list):
            for each in value:
                _print(each)
                print()
            continue
        text = f"{value:,.3g}" if isinstance(value, float) else f"{value}"
        print(f"{name.replace('_', ' ')}: {text}")
