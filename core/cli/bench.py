"""`bench`: how fast the training is, and beside what."""

import argparse

from core.benchmark import measure_training
from core.cli.output import print_json


def run(options: argparse.Namespace) -> int:
    """Print the figures of the training, or with --gui those of the window."""
    figures = options.measure_window() if options.gui else measure_training()
    if options.json:
        print_json(figures)
    else:
        for name, value in figures.items():
            text = f"{value:,.3g}" if isinstance(value, float) else f"{value}"
            print(f"{name.replace('_', ' ')}: {text}")
    return 0
