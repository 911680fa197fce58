"""Hyperparameters from `--preset` and `--set`."""

import argparse

from core.errors import HyperparameterError
from core.hyperparameters import FIELDS, Hyperparameters
from core.presets import DEFAULT, preset


def add_settings(command: argparse.ArgumentParser) -> None:
    """`--preset` and `--set`."""
    command.add_argument("--preset", metavar="NAME", help=f"default: {DEFAULT}")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="one of " + ", ".join(FIELDS),
    )


def chosen_settings(options: argparse.Namespace) -> Hyperparameters:
    """The preset with the fields that were set.

    Raises HyperparameterError for a wrong name or value, for a field that is set twice, and for
    one that has no meaning beside what else is chosen.
    """
    texts: dict[str, str] = {}
    for assignment in options.set:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise HyperparameterError(f"--set {assignment}: expected FIELD=VALUE")
        if name.strip() in texts:
            raise HyperparameterError(f"--set {name.strip()}: it is set twice")
        texts[name.strip()] = text
    chosen = DEFAULT if options.preset is None else options.preset
    settings = preset(chosen).hyperparameters.with_texts(texts)
    settings.check_meaning(texts)
    return settings
