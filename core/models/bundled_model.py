"""The model that travels with the program."""

from dataclasses import replace
from pathlib import Path

from core.foundation.paths import resources
from core.models.model_file import SUFFIX, Model, load_model

TITLE = "built-in model"


def bundled_path() -> Path:
    """Where it is installed."""
    return resources() / "models" / f"best{SUFFIX}"


def load_bundled() -> Model | None:
    """The model; None where the program was installed without it.

    Raises ModelError where the file cannot be used.
    """
    path = bundled_path()
    return replace(load_model(path), title=TITLE) if path.is_file() else None
