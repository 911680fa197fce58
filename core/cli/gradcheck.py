"""The command `gradcheck` compares back-propagation with central differences."""

import argparse

import numpy as np

from core.cli.arguments import add_settings, chosen_settings
from core.cli.output import print_json
from core.datasets.mnist import load_mnist
from core.training.gradient_check import GradientCheck, check_gradients

TOLERANCE = 1e-6


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add_settings(command)


def run(options: argparse.Namespace) -> int:
    """Check every parameter array of the network; return 1 where an error is above 10⁻⁶."""
    checks = check_gradients(load_mnist(), chosen_settings(options))
    largest = max(check.relative_error for check in checks)
    if options.json:
        print_json({"max_relative_error": largest})
    else:
        _print_table(checks)
        verdict = "below" if largest < TOLERANCE else "NOT below"
        print(f"largest relative error {largest:.1e}, {verdict} {TOLERANCE:.0e}")
    return 0 if largest < TOLERANCE else 1


def _print_table(checks: list[GradientCheck]) -> None:
    """Print each array with its largest derivative, analytic and numerical."""
    for check in checks:
        largest = int(np.argmax(np.abs(check.analytic)))
        analytic, numerical = check.analytic[largest], check.numerical[largest]
        index = ", ".join(map(str, check.indices[largest]))
        print(
            f"{check.array}: {len(check.indices):,} derivatives, "
            f"relative error {check.relative_error:.1e}\n"
            f"  [{index}] analytic {analytic:+.10f}, numerical {numerical:+.10f}, "
            f"absolute error {abs(analytic - numerical):.1e}"
        )
