"""The names of runs that the user has not named: their preset, and what differs from it."""

from functools import lru_cache
from pathlib import Path

from core.hyperparameters.differences import differing_fields
from core.hyperparameters.preset_file import Preset
from core.hyperparameters.presets import nearest_preset, presets
from core.hyperparameters.schema import FIELDS, Hyperparameters, display_rounded, short_name
from core.runs.run_folder import has_dated_name
from core.runs.run_metadata import RunMetadata

_MOST_DIFFERENCES = 3
"""More differences than these are counted, not named."""


def default_title(path: Path, metadata: RunMetadata, settings: Hyperparameters | None) -> str:
    """Return the preset and what differs from it; the name of the folder if the user chose that."""
    if metadata.title:
        return metadata.title
    if settings is None or not has_dated_name(path):
        return path.name
    return describe_settings(settings, metadata.preset)


@lru_cache(maxsize=4096)
def describe_settings(settings: Hyperparameters, made_from: str = "") -> str:
    """Return a built-in preset and what differs from it, such as “Report: Epochs 5”.

    It is the one with the name `made_from`, or else the most similar one.
    """
    known = presets().get(made_from)
    return describe_differences(settings, known or nearest_preset(settings, presets().values()))


def describe_differences(settings: Hyperparameters, preset: Preset) -> str:
    """Return a preset and what differs from it."""
    differences = differing_fields([preset.hyperparameters, settings])
    names = [name for name in differences if settings.applies(name)]
    parts = [_part(settings, name) for name in names[:_MOST_DIFFERENCES]]
    if rest := len(names) - len(parts):
        parts.append(f"{rest:,} more")
    return f"{preset.title}: {', '.join(parts)}" if parts else preset.title


def _part(settings: Hyperparameters, name: str) -> str:
    """Return the label of a field, or the symbol at its end, with the value that the form shows."""
    field, short = FIELDS[name], short_name(name)
    value = display_rounded(name, getattr(settings, name))
    label = short if field.label.endswith(f" {short}") else field.label
    return f"{label} {value} {field.added_unit}".rstrip()
