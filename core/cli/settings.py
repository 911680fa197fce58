"""Hyperparameters from `--preset` and `--set`."""

import argparse

from core.errors import HyperparameterError
from core.hyperparameters import FIELDS, Hyperparameters
from core.presets import DEFAULT, preset


def add_settings(command: argparse.ArgumentParser) -> None:
    """`--preset` and `--set`."""
    command.add_argument("--preset", default=DEFAULT, metavar="NAME", help="default: %(default)s")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="one of " + ", ".join(FIELDS),
    )


def chosen_settings(options: argparse.Namespace) -> Hyperparameters:
    """The preset with the fields that were set. Raises HyperparameterError."""
    texts = {}
    for assignment in options.set:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise HyperparameterError(f"--set {assignment}: expected FIELD=VALUE")
        texts[name.strip()] = text
    return preset(options.preset).hyperparameters.with_texts(texts)
