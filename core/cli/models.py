"""Which model a command uses, and what is said of it."""

import argparse
import sys
from pathlib import Path

from core.runs.model_file import Model


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
    from core.exports.importing import read_model

    imported = read_model(path, activation=options.activation, loss=options.loss)
    if imported.assumed:
        print(f"note: {imported.assumed}", file=sys.stderr)
    return imported.model
