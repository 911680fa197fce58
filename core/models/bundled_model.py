"""The built-in model, which is installed with the program."""

from dataclasses import replace
from pathlib import Path

from core.foundation.paths import resources
from core.models.model_file import SUFFIX, Model, load_model

TITLE = "built-in model"


def bundled_path() -> Path:
    """Give the path of the built-in model, which may not be installed."""
    return resources() / "models" / f"best{SUFFIX}"


def load_bundled() -> Model | None:
    """Load the built-in model; None where the program was installed without it.

    Raises ModelError where the file cannot be used.
    """
    path = bundled_path()
    return replace(load_model(path), title=TITLE) if path.is_file() else None
