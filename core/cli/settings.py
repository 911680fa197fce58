"""Hyperparameters from `--preset` and `--set`."""

import argparse

from core.errors import HyperparameterError
from core.hyperparameters import Hyperparameters
from core.presets import preset


def chosen_settings(options: argparse.Namespace) -> Hyperparameters:
    """The preset with the fields that were set. Raises HyperparameterError."""
    texts = {}
    for assignment in options.set:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise HyperparameterError(f"--set {assignment}: expected FIELD=VALUE")
        texts[name.strip()] = text
    return preset(options.preset).hyperparameters.with_texts(texts)
