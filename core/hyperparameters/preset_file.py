"""Presets are named settings, each in a TOML file."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.foundation.errors import HyperparameterError, PresetError
from core.foundation.files import replace_lone_surrogates
from core.foundation.json_file import shorten, single_line
from core.foundation.toml_file import format_value, read_toml
from core.hyperparameters.schema import FIELDS, Hyperparameters, present_name

SUFFIX = ".toml"
LONGEST_TITLE = 80
"""Characters."""
LONGEST_TEXT = 5000
"""Characters of a description."""
_KEYS = ("title", "description", "literature", "order", "essential", "hyperparameters")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_DEFAULTS = Hyperparameters().to_dict()


@dataclass(frozen=True, slots=True)
class Preset:
    """Named settings with a description for the user who chooses them."""

    name: str
    """The name of its file, without the ending."""
    title: str
    description: str
    literature: str
    """Results of such networks in the literature; empty where there is nothing to compare."""
    hyperparameters: Hyperparameters
    order: int = 0
    """Where the preset stands among the built-in ones."""
    built_in: bool = True
    essential: tuple[str, ...] = ()
    """The fields without whose values its title and description would be wrong."""


def read_preset(path: Path, *, built_in: bool = False) -> Preset:
    """Read a preset. Without a title, it has the name of the file.

    Raises PresetError with a sentence that names the file where it is not a valid preset.
    """
    name = replace_lone_surrogates(path.stem)
    try:
        return _preset(name, read_toml(path), built_in=built_in)
    except (PresetError, HyperparameterError) as error:
        raise _unusable(path, str(error), error.details) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unusable(path, f"it is not TOML: {_reason(error)}", str(error)) from error
    except (OSError, ValueError) as error:
        raise PresetError(
            f"“{shorten(replace_lone_surrogates(path.name))}” cannot be read: {_reason(error)}.",
            str(error),
        ) from error


def format_preset(preset: Preset) -> str:
    """Give the text of a TOML file that `read_preset` reads back.

    It has the values of all fields that apply, so that the preset stays the same if a default
    changes.
    """
    settings = preset.hyperparameters
    texts = {"title": preset.title, "description": preset.description}
    if preset.literature:
        texts["literature"] = preset.literature
    lines = [f"{name} = {format_value(text)}" for name, text in texts.items()]
    values = {
        name: value
        for name, value in settings.to_dict().items()
        if settings.applies(name) or value != _DEFAULTS[name]
    }
    table = [f"{name} = {format_value(value)}" for name, value in values.items()]
    return "\n".join([*lines, "", "[hyperparameters]", *table, ""])


def clean_title(text: str) -> str:
    """Give a title as a single line without spaces around it. Raises PresetError for no title."""
    title = single_line(replace_lone_surrogates(text)).strip()
    if not any(each.isprintable() and not each.isspace() for each in title):
        raise PresetError("A preset needs a name.")
    if len(title) > LONGEST_TITLE:
        raise PresetError(f"The name has more than {LONGEST_TITLE} characters.")
    return title


def clean_description(text: str) -> str:
    """Give a description without control characters. Raises PresetError if it is too long."""
    if len(text) > LONGEST_TEXT:
        raise PresetError(f"The description has more than {LONGEST_TEXT:,} characters.")
    return _CONTROL.sub(" ", replace_lone_surrogates(text)).strip()


def _preset(name: str, values: Mapping[str, Any], *, built_in: bool) -> Preset:
    if "space" in values:
        raise PresetError("it defines a search, which the tab “Search” opens")
    for key in values:
        if key not in _KEYS:
            raise PresetError(f"it has an unknown key “{shorten(key)}”{_suggestion(key, _KEYS)}")
    settings = values.get("hyperparameters")
    if not isinstance(settings, dict):
        raise PresetError("it has no table [hyperparameters]")
    for key in settings:
        if present_name(key) not in FIELDS:
            raise PresetError(
                f"there is no hyperparameter “{shorten(key)}”{_suggestion(key, FIELDS)}"
            )
    order = values.get("order", 0)
    if type(order) is not int:
        raise PresetError("its “order” is not a whole number")
    return Preset(
        name,
        clean_title(_text(values, "title") or name),
        clean_description(_text(values, "description")),
        single_line(_text(values, "literature")),
        Hyperparameters.from_dict(settings),
        order,
        built_in,
        _essential(values),
    )


def _text(values: Mapping[str, Any], key: str) -> str:
    text = values.get(key, "")
    if not isinstance(text, str):
        raise PresetError(f"its “{key}” is not a text")
    return text


def _essential(values: Mapping[str, Any]) -> tuple[str, ...]:
    names = values.get("essential", [])
    if not isinstance(names, list) or not all(name in FIELDS for name in map(str, names)):
        raise PresetError("its “essential” is not a list of hyperparameters")
    return tuple(map(str, names))


def _suggestion(key: str, known: Any) -> str:
    from difflib import get_close_matches  # needed only here, and slow to import

    close = get_close_matches(key[:100], list(known), n=1)
    return f"; did you mean “{close[0]}”?" if close else ""


def _unusable(path: Path, reason: str, details: str) -> PresetError:
    name = shorten(replace_lone_surrogates(path.name))
    reason = reason.rstrip(".")
    end = "" if reason.endswith("?") else "."
    return PresetError(f"“{name}” is not a valid preset: {reason}{end}", details)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return shorten(error, 100)
