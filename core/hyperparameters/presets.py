"""Presets are named settings, each in a TOML file in `resources/presets/`."""

from dataclasses import dataclass
from functools import cache

from core.foundation.errors import HyperparameterError
from core.foundation.paths import resources
from core.foundation.toml_file import read_toml
from core.hyperparameters.schema import Hyperparameters

DEFAULT = "report"


@dataclass(frozen=True, slots=True)
class Preset:
    """Named settings with a description for the user who chooses them."""

    name: str
    title: str
    description: str
    literature: str
    """Results of such networks in the literature; empty where there is nothing to compare."""
    hyperparameters: Hyperparameters


@cache
def presets() -> dict[str, Preset]:
    """Read all presets, by name, in the order in which they are shown."""
    ordered = []
    for path in (resources() / "presets").glob("*.toml"):
        content = read_toml(path)
        settings = Hyperparameters.from_dict(content["hyperparameters"])
        preset = Preset(
            path.stem,
            content["title"],
            content["description"].strip(),
            content.get("literature", ""),
            settings,
        )
        ordered.append((content["order"], preset))
    ordered.sort(key=lambda item: (item[0], item[1].name))
    return {preset.name: preset for _, preset in ordered}


def title_of(settings: Hyperparameters) -> str:
    """Give the title of the preset with these settings; empty where there is none."""
    return next((p.title for p in presets().values() if p.hyperparameters == settings), "")


def preset(name: str) -> Preset:
    """Give the preset `name`. Raises HyperparameterError where there is none."""
    if name not in presets():
        known = ", ".join(presets())
        raise HyperparameterError(f"there is no preset “{name}”; there are {known}")
    return presets()[name]
