"""Arguments that several commands share: texts, paths, numbers, hyperparameters and models."""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from core.foundation.errors import HyperparameterError, RunError
from core.foundation.files import is_file
from core.hyperparameters.presets import DEFAULT, preset
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.models.model_file import Model
from core.runs.weights_budget import BUDGET, MEGABYTE


def nonempty_text(text: str) -> str:
    """Return a text that is not empty. Raises argparse.ArgumentTypeError for an empty one.

    An empty name or path is a mistake, such as a shell variable without a value: it does not mean
    the current folder.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text


def nonempty_path(text: str) -> Path:
    """Return a path that is not empty. Raises argparse.ArgumentTypeError for an empty one."""
    return Path(nonempty_text(text))


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return a function that reads a whole number between two limits, both included.

    Only the digits 0 to 9 are accepted. The function raises argparse.ArgumentTypeError for
    anything else.
    """

    def read(text: str) -> int:
        # int() also reads "1_0", " 1" and digits of other scripts, which are not meant here.
        if not re.fullmatch(r"-?[0-9]{1,20}", text) or not least <= int(text) <= most:
            shown = text if len(text) <= 40 else f"{text[:39]}…"
            raise argparse.ArgumentTypeError(
                f"{shown!r} is not a whole number between {least:,} and {most:,}"
            )
        return int(text)

    return read


count = whole_number(0, 99_999)
"""Reads a whole number from 0 to 99,999."""


def add_settings(command: argparse.ArgumentParser) -> None:
    """Add `--preset` and `--set`."""
    command.add_argument(
        "--preset",
        metavar="NAME",
        help=f"a built-in preset, or one that you have saved; default: {DEFAULT}",
    )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="one of " + ", ".join(FIELDS),
    )


def chosen_settings(options: argparse.Namespace) -> Hyperparameters:
    """Return the preset with the fields that `--set` changes.

    Raises HyperparameterError for a wrong name or value, for a field that is set twice, and for
    one that has no meaning with the other settings.
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


def add_model_options(command: argparse.ArgumentParser) -> None:
    """Add the options for model files of other programs that do not describe the whole network."""
    for name, default in (("activation", "relu"), ("loss", "softmax_cross_entropy")):
        command.add_argument(
            f"--{name}",
            metavar="NAME",
            help=f"of a model whose file does not name it; default: {default}",
        )


def find_model(text: str) -> Path:
    """Return the model file that a text means: a file, a run's folder, or a run's name.

    Raises RunError where there is no such run, or where it has no model yet.
    """
    from core.runs.library import find_run
    from core.runs.run import read_run

    path = Path(text)
    if is_file(path):
        return path
    run = read_run(find_run(text))
    if not is_file(run.model_path):
        raise RunError(f"{run.path} has no model yet: it has not ended.")
    return run.model_path


def read_model_option(path: Path, options: argparse.Namespace) -> Model:
    """Read a model of Inkling or of another program, and print what had to be assumed.

    The assumption goes to standard error. Raises ModelError or HyperparameterError.
    """
    from core.importing.model_import import read_model

    imported = read_model(path, activation=options.activation, loss=options.loss)
    if imported.assumption:
        print(f"note: {imported.assumption}", file=sys.stderr)
    return imported.model


def add_kept_weights(command: argparse.ArgumentParser) -> None:
    """Add the option for the budget of the weights that a run keeps."""
    command.add_argument(
        "--keep-weights",
        type=whole_number(0, 1_000_000),
        default=BUDGET,
        metavar="MB",
        help="keep the weights of past epochs, and of the first mini-batches, in so many megabytes "
        f"at most; 0 keeps none (default: {BUDGET})",
    )


def kept_weights_budget(options: argparse.Namespace) -> int:
    """Return that budget in bytes."""
    return int(options.keep_weights) * MEGABYTE
