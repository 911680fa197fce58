"""Space files, the TOML files that define a search. They are read strictly: a search is long."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.foundation.errors import HyperparameterError, SearchError
from core.foundation.files import is_file, replace_lone_surrogates
from core.foundation.json_file import shorten, single_line
from core.foundation.paths import resources
from core.foundation.toml_file import read_toml
from core.hyperparameters.fields import Value
from core.hyperparameters.presets import DEFAULT, preset
from core.hyperparameters.schema import find_field, with_present_names
from core.tuning.dimension import Dimension, read_dimension
from core.tuning.space import SearchSpace, deciding_first

MOST_TRIALS = 100_000
LARGEST_SEED = 2**31 - 1
_CHOICES = {
    "sampler": ("tpe", "random", "grid"),
    "pruning": ("none", "median"),
    "metric": ("validation_accuracy", "validation_loss"),
}
"""The options of each key; the first is the default."""
_TEXTS = ("preset", "storage", "title", "description")
_NAMES = {*_CHOICES, *_TEXTS, "trials", "seed", "settings", "space"}


def examples() -> dict[str, Path]:
    """Return the examples of space files that are part of the program, by name."""
    return {path.stem: path for path in sorted((resources() / "searches").glob("*.toml"))}


def find_space(text: str) -> Path:
    """Find a space file by its path or the name of an example. Raises SearchError."""
    if is_file(Path(text)):
        return Path(text)
    if text in examples():
        return examples()[text]
    known = ", ".join(examples())
    raise SearchError(f"There is no space file “{text}”; there are the examples {known}.")


def read_space(path: Path) -> SearchSpace:
    """Read a space file. Raises SearchError where it is invalid."""
    values = _toml(path)
    try:
        return build_space(replace_lone_surrogates(path.stem), values)
    except (SearchError, HyperparameterError) as error:
        raise SearchError(f"{path}: {error}.", error.details) from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path)
    except (OSError, ValueError, RecursionError) as error:
        raise SearchError(f"{path} cannot be read as TOML.", str(error)) from error


def build_space(name: str, values: Mapping[str, Any]) -> SearchSpace:
    """Return the search that the values of a space file define.

    Raises SearchError or HyperparameterError where they are invalid.
    """
    for key in values:
        if key not in _NAMES:
            raise SearchError(f"“{shorten(key)}” is unknown; there are {', '.join(sorted(_NAMES))}")
    texts: dict[str, Any] = {key: _text(values, key) for key in _TEXTS}
    chosen: dict[str, Any] = {key: _choice(values, key) for key in _CHOICES}
    preset_name = texts.pop("preset") or DEFAULT
    fixed, dimensions = _fixed(_table(values, "settings")), _dimensions(_table(values, "space"))
    if both := set(fixed) & set(dimensions):
        raise SearchError(f"{min(both)} is in [settings] and in [space]")
    base = preset(preset_name).hyperparameters.with_values(fixed)
    seed = _whole(values, "seed", 0, LARGEST_SEED, 0)
    space = SearchSpace(
        name, preset_name, base, fixed, dimensions, **chosen, trials=0, seed=seed, **texts
    )
    return _with_trials(space, values)


def _with_trials(space: SearchSpace, values: Mapping[str, Any]) -> SearchSpace:
    """Set the number of trials, which a grid has by itself and other samplers must be given.

    Raises SearchError where it is missing, and for settings that make no sense together.
    """
    for name in (*space.fixed, *space.dimensions):
        if space.never_applies(name):
            raise SearchError(f"{name} has no meaning with the other settings")
    space.check_some_fit()
    if space.base.speed or "speed" in space.dimensions:
        raise SearchError("speed must not be limited in a search")
    points = len(space.grid) if space.sampler == "grid" else None
    if points is None and "trials" not in values:
        raise SearchError("trials is missing: give the total number of trials")
    trials = _whole(values, "trials", 1, MOST_TRIALS, points or 1)
    return replace(space, trials=min(trials, points) if points else trials)


def _fixed(values: Mapping[str, Any]) -> dict[str, Value]:
    fixed = {}
    for name, value in values.items():
        try:
            fixed[name] = find_field(name).check(value)
        except HyperparameterError as error:
            raise SearchError(f"[settings] {name}: {error}") from error
    return fixed


def _dimensions(values: Mapping[str, Any]) -> dict[str, Dimension]:
    if not values:
        raise SearchError("[space] is missing, or empty: there is nothing to search")
    dimensions = {}
    for name, value in values.items():
        try:
            dimensions[name] = read_dimension(find_field(name), value)
        except (SearchError, HyperparameterError) as error:
            raise SearchError(f"[space] {name}: {error}") from error
    return {name: dimensions[name] for name in deciding_first(list(dimensions))}


def _table(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = values.get(key, {})
    if not isinstance(table, dict):
        raise SearchError(f"{key} must be a table: [{key}]")
    try:
        return with_present_names(table)
    except HyperparameterError as error:
        raise SearchError(f"[{key}] {error}") from error


def _text(values: Mapping[str, Any], key: str) -> str:
    text = values.get(key, "")
    if not isinstance(text, str):
        raise SearchError(f"{key} must be a text")
    return (single_line(text) if key == "title" else text).strip()


def _choice(values: Mapping[str, Any], key: str) -> str:
    options = _CHOICES[key]
    chosen = values.get(key, options[0])
    if chosen not in options:
        raise SearchError(f"{key} is “{shorten(chosen)}”; it must be one of {', '.join(options)}")
    return str(chosen)


def _whole(values: Mapping[str, Any], key: str, least: int, most: int, default: int) -> int:
    number = values.get(key, default)
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise SearchError(f"{key} must be a whole number between {least:,} and {most:,}")
    return number
