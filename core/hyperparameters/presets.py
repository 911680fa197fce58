"""The built-in presets of `resources/presets/`, and the presets that the user has saved."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from core.foundation.errors import HyperparameterError
from core.foundation.paths import presets_folder, resources
from core.hyperparameters.differences import differing_fields
from core.hyperparameters.preset_file import SUFFIX, Preset, read_preset
from core.hyperparameters.preset_folder import PresetFolder
from core.hyperparameters.schema import Hyperparameters

DEFAULT = "report"


@cache
def presets() -> dict[str, Preset]:
    """Read the built-in presets, by name, in the order in which they are shown."""
    paths = (resources() / "presets").glob(f"*{SUFFIX}")
    ordered = [read_preset(path, built_in=True) for path in paths]
    ordered.sort(key=lambda preset: (preset.order, preset.name))
    return {preset.name: preset for preset in ordered}


def user_presets() -> PresetFolder:
    """Give the folder of the presets that the user has saved."""
    return PresetFolder(presets_folder(), presets().values())


def title_of(settings: Hyperparameters) -> str:
    """Give the title of the preset with these settings; empty where there is none."""
    known = chain(presets().values(), _saved_by_user())
    return next((p.title for p in known if p.hyperparameters == settings), "")


def nearest_preset(settings: Hyperparameters, candidates: Iterable[Preset]) -> Preset:
    """Return the preset from which the fewest settings differ, the first one of several.

    It is none whose essential fields have other values, since its title and description would then
    be wrong, unless there is no other.
    """

    def contradicts(preset: Preset) -> bool:
        values = preset.hyperparameters
        return any(getattr(settings, name) != getattr(values, name) for name in preset.essential)

    def distance(preset: Preset) -> tuple[bool, int, bool]:
        given = preset.hyperparameters
        return contradicts(preset), len(differing_fields([given, settings])), given != settings

    return min(candidates, key=distance)


def preset(name: str) -> Preset:
    """Give the preset of a name, or the user's preset of a name or title.

    Raises HyperparameterError where there is none.
    """
    if name in presets():
        return presets()[name]
    folder = user_presets()
    own = folder.read().presets
    found = own.get(name) or folder.find(name)
    if found is None:
        known = ", ".join([*presets(), *own])
        raise HyperparameterError(f"there is no preset “{name}”; there are {known}")
    return found


def _saved_by_user() -> Iterator[Preset]:
    """Give the presets of the user, whose folder is read only if they are asked for."""
    yield from user_presets().read().presets.values()
