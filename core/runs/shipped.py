"""The model that travels with the program."""

from pathlib import Path

from core.locations import resources
from core.runs.model_file import SUFFIX, Model, load_model


def shipped_path() -> Path:
    """Where it is installed."""
    return resources() / "models" / f"best{SUFFIX}"


def load_shipped() -> Model:
    """The model. Raises ModelError where the installation is damaged."""
    return load_model(shipped_path())
