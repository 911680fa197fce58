"""The names of runs that the user has not named: their preset, and what differs from it."""

from functools import lru_cache
from pathlib import Path

from core.hyperparameters.differences import differing_fields
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
    return describe_settings(settings)


@lru_cache(maxsize=4096)
def describe_settings(settings: Hyperparameters) -> str:
    """Return the most similar built-in preset and what differs, such as “Report: Epochs 5”."""
    preset = nearest_preset(settings, presets().values())
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
