"""The names of the runs whose models are in use, as the list of runs shows them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.runs.run_listing import RunListing

_folders: dict[str, Path] = {}
"""The folder of each training, by the id that its models have; ids are unique."""
_titles: dict[Path, str] = {}


def remember_folder(training_id: str, folder: Path) -> None:
    """Note in which folder a training is recorded."""
    _folders[training_id] = folder


def folder_of(model: "Model") -> Path | None:
    """Return the folder of the run in which a model was trained; None where it is not known."""
    return _folders.get(model.training_id)


def follow_names(entries: "Sequence[RunListing]") -> None:
    """Call the runs of these trainings as the list of runs does now."""
    folders = set(_folders.values())
    _titles.update((entry.path, entry.title) for entry in entries if entry.path in folders)


def name_of_run(model: "Model") -> str:
    """Return the name of the run of a model, or what it trains while that is not listed."""
    from core.runs.run_title import describe_settings

    folder = _folders.get(model.training_id)
    title = _titles.get(folder) if folder is not None else None
    return title or describe_settings(model.hyperparameters)
