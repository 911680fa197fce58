"""The definition of a search from settings, as the window makes it, and its file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.foundation.errors import SearchError
from core.foundation.files import exists, write_atomically
from core.foundation.paths import searches_folder
from core.hyperparameters.fields import Value
from core.hyperparameters.presets import presets
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.runs.output_guard import check_output
from core.tuning.space import SearchSpace
from core.tuning.space_file import build_space, examples, read_space
from core.tuning.space_writer import to_toml

SUFFIX = ".toml"
_LONGEST_NAME = 60
LONGEST_WISH = 50
"""Characters of a name that is made: a number may be appended."""
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


def define_search(
    name: str, settings: Hyperparameters, space: Mapping[str, object], **others: object
) -> SearchSpace:
    """Return a search around settings; `space` and `others` are as in a space file.

    It starts from the preset that differs least. Raises SearchError or HyperparameterError.
    """
    # A limit of the speed is for watching a training.
    settings = settings.with_values({"speed": 0.0})
    preset_name, fixed = min(
        ((key, _differences(each.hyperparameters, settings)) for key, each in presets().items()),
        key=lambda pair: len(pair[1]),
    )
    values: dict[str, Any] = {**others, "preset": preset_name, "space": space}
    fixed = {key: value for key, value in fixed.items() if key not in space}
    fixed = {key: value for key, value in fixed.items() if _matters(key, settings, space)}
    return build_space(name, {**values, "settings": fixed})


def _differences(preset: Hyperparameters, settings: Hyperparameters) -> dict[str, Value]:
    return {
        name: getattr(settings, name)
        for name in FIELDS
        if getattr(settings, name) != getattr(preset, name)
    }


def _matters(name: str, settings: Hyperparameters, space: Mapping[str, object]) -> bool:
    """Return whether a field has a meaning in some of the trials."""
    only_for = FIELDS[name].only_for
    if only_for is None or only_for[0] not in space:
        return settings.applies(name)
    dimension = space[only_for[0]]
    options = dimension.get("choose", ()) if isinstance(dimension, Mapping) else ()
    return bool(set(options) & set(only_for[1]))


def saved_searches() -> dict[str, Path]:
    """Return the files of the searches that the user has defined, by name."""
    return {path.stem: path for path in sorted(searches_folder().glob(f"*{SUFFIX}"))}


def clean_name(wish: str) -> str:
    """Return a valid name of a search that is like `wish`."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", wish).split())
    return name.strip(" .")[:LONGEST_WISH].strip(" .") or "search"


def unused_name(wish: str) -> str:
    """Return a name like `wish` that no saved search, example or study has."""
    name = clean_name(wish)
    number, unused = 2, name
    while _is_used(unused):
        unused, number = f"{name} {number}", number + 1
    return unused


def name_to_continue(space: SearchSpace) -> str:
    """Return the name of the saved search that has this definition, or else an unused name.

    The names that are looked at are like that of the search.
    """
    wish = clean_name(space.name)
    for name, path in saved_searches().items():
        if name.startswith(wish) and _is_same(path, space):
            return name
    return unused_name(wish)


def check_name(name: str) -> str:
    """Return the name of a new search. Raises SearchError where it cannot be the name of a file."""
    name = name.strip()
    if not name:
        raise SearchError("A search needs a name.")
    if _NOT_IN_NAMES.search(name) or name.startswith(".") or name.endswith("."):
        raise SearchError(
            'A name has none of the signs \\ / : * ? " < > |, and no dot at its ends.'
        )
    if len(name) > _LONGEST_NAME:
        raise SearchError(f"A name has at most {_LONGEST_NAME} characters.")
    return name


def has_begun(space: SearchSpace) -> bool:
    """Return whether the user's data have trials of a search; another storage is not asked."""
    return not space.storage and exists(_database(space.name))


def save_search(space: SearchSpace) -> tuple[Path, SearchSpace]:
    """Save a search among those of the user; return its file, and the search as it is read again.

    A saved search of the same name is replaced, unless it has begun and is another one. Raises
    SearchError.
    """
    path = searches_folder() / f"{check_name(space.name)}{SUFFIX}"
    _check_same(path, space)
    _write(path, space)
    return path, read_space(path)


def export_search(path: Path, space: SearchSpace) -> Path:
    """Write a space file where the user wants it; return its path.

    Raises SearchError where it cannot be written, or OutputError where it must not.
    """
    check_output(path)
    _write(path, space)
    return path


def _write(path: Path, space: SearchSpace) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, to_toml(space).encode("utf-8"))
    except OSError as error:
        raise SearchError(f"{path} cannot be written.", str(error)) from error


def _check_same(path: Path, space: SearchSpace) -> None:
    """Raise SearchError where a search of this name has begun with another definition."""
    if exists(_database(space.name)) and not _is_same(path, space):
        raise SearchError(
            f"A search “{space.name}” has begun with another definition. Choose another name."
        )


def _is_same(path: Path, space: SearchSpace) -> bool:
    try:
        return exists(path) and read_space(path).to_dict() == space.to_dict()
    except SearchError:
        return False  # it was damaged


def _is_used(name: str) -> bool:
    files = (searches_folder() / f"{name}{SUFFIX}", _database(name))
    return name in examples() or any(map(exists, files))


def _database(name: str) -> Path:
    return searches_folder() / f"{name}.db"
