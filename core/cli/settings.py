"""Hyperparameters from `--preset` and `--set`."""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from core.foundation.errors import HyperparameterError
from core.hyperparameters.presets import DEFAULT, preset
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.models.model_file import Model


def add_model_facts(command: argparse.ArgumentParser) -> None:
    """The options for files of other programs that do not say all of a network."""
    for name, default in (("activation", "relu"), ("loss", "softmax_cross_entropy")):
        command.add_argument(
            f"--{name}",
            metavar="NAME",
            help=f"of a model whose file does not say it; default: {default}",
        )


def read_chosen(path: Path, options: argparse.Namespace) -> Model:
    """The model in a file, of ours or of others; what had to be assumed goes to standard error.

    Raises ModelError or HyperparameterError.
    """
    from core.importing.model_import import read_model

    imported = read_model(path, activation=options.activation, loss=options.loss)
    if imported.assumed:
        print(f"note: {imported.assumed}", file=sys.stderr)
    return imported.model


def whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number between two limits, both included, in the digits 0 to 9.

    It raises argparse.ArgumentTypeError for all else.
    """

    def read(text: str) -> int:
        # int() also reads "1_0", " 1" and digits of other scripts: not meant here.
        if not re.fullmatch(r"-?[0-9]{1,20}", text) or not least <= int(text) <= most:
            shown = text if len(text) <= 40 else f"{text[:39]}…"
            raise argparse.ArgumentTypeError(
                f"{shown!r} is no whole number between {least:,} and {most:,}"
            )
        return int(text)

    return read


count = whole(0, 99_999)
"""Reads a whole number from 0 to 99,999."""


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
    settings.check_applies(texts)
    return settings
