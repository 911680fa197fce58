"""The folder of the user's own presets."""

import errno
import logging
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from core.foundation.errors import PresetError
from core.foundation.files import is_missing, replace_lone_surrogates, write_atomically
from core.hyperparameters.preset_file import (
    LONGEST_TITLE,
    SUFFIX,
    Preset,
    clean_description,
    clean_title,
    format_preset,
    read_preset,
)

_log = logging.getLogger("inkling.presets")
_MOST_PRESETS = 500
_LONGEST_STEM = 100
"""Bytes of the name of a file, without its ending."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that a file cannot have on Windows."""


class PresetList(NamedTuple):
    """The presets of a folder by name, in the order of their titles."""

    presets: Mapping[str, Preset]
    errors: tuple[PresetError, ...] = ()
    """Why files of the folder are no presets."""


class PresetFolder:
    """Reads, writes, renames and deletes the presets of a folder.

    Names and titles differ from those of the built-in presets. Every change raises PresetError
    with a sentence for the user, and then leaves the files as they were.
    """

    def __init__(self, path: Path, built_in: Collection[Preset]) -> None:
        self.path = path
        self._built_in = built_in

    def read(self) -> PresetList:
        """Read all presets; those that cannot be read are reported in `errors`."""
        presets, errors = [], []
        files = self._files()
        for path in files[:_MOST_PRESETS]:
            try:
                presets.append(self._read(path))
            except PresetError as error:
                _log.info("%s", error)
                errors.append(error)
        if len(files) > _MOST_PRESETS:
            errors.append(
                PresetError(f"Only {_MOST_PRESETS} of the {len(files):,} files are read.")
            )
        presets.sort(key=lambda each: (each.title.casefold(), each.name))
        return PresetList({each.name: each for each in presets}, tuple(errors))

    def save(self, preset: Preset) -> Preset:
        """Write a new preset, or write one again whose title is that of a preset of the folder."""
        title = self.check_title(preset.title)
        former = self.find(title)
        if former is None and len(self._files()) >= _MOST_PRESETS:
            raise PresetError(f"There are already {_MOST_PRESETS} presets: delete some first.")
        name = former.name if former is not None else self._new_name(title)
        return self._write(replace(preset, name=name, title=title, order=0, built_in=False))

    def add(self, preset: Preset) -> Preset:
        """Write a preset that comes from elsewhere, with another title if its own is taken.

        A preset that is already there is not written again.
        """
        titles = {each.title.casefold(): each for each in self._known()}
        known = titles.get(preset.title.casefold())
        if known is not None and _content(known) == _content(preset):
            return known
        title, number = preset.title, 2
        while title.casefold() in titles:
            ending = f" ({number})"
            title = preset.title[: LONGEST_TITLE - len(ending)] + ending
            number += 1
        return self.save(replace(preset, title=title))

    def rename(self, preset: Preset, title: str, description: str) -> Preset:
        """Give a preset of the folder another title and description, and its file another name.

        The settings are those in the file, which another window may have changed.
        """
        title = self.check_title(title)
        other = self.find(title)
        if other is not None and other.name != preset.name:
            raise PresetError(f"There is already a preset “{title}”.")
        numbered = re.fullmatch(rf"{re.escape(_stem(title))}(-\d+)?", preset.name)
        name = preset.name if numbered else self._new_name(title)
        present = self.read().presets.get(preset.name, preset)
        moved = name != preset.name and self._move(preset, name)
        try:
            return self._write(replace(present, name=name, title=title, description=description))
        except PresetError:
            if moved:
                with suppress(OSError):  # the first error is the one to raise
                    self._path(name).rename(self._path(preset.name))
            raise

    def delete(self, preset: Preset) -> None:
        """Delete the file of a preset. One that is already gone is no error."""
        try:
            self._path(preset.name).unlink(missing_ok=True)
        except OSError as error:
            raise PresetError(
                f"The preset “{preset.title}” cannot be deleted: {_why(error)}.", str(error)
            ) from error

    def check_title(self, text: str) -> str:
        """Give the title without spaces around it; raises PresetError if it cannot be used."""
        title = clean_title(text)
        if any(title.casefold() == each.title.casefold() for each in self._built_in):
            raise PresetError(f"“{title}” is a built-in preset: choose another name.")
        return title

    def find(self, title: str) -> Preset | None:
        """Give the preset of the folder with a title, in upper or lower case."""
        wanted = title.casefold()
        found = (p for p in self.read().presets.values() if p.title.casefold() == wanted)
        return next(found, None)

    def _move(self, preset: Preset, name: str) -> bool:
        """Give the file of a preset another name, a link too; False where there is no file."""
        try:
            self._path(preset.name).rename(self._path(name))
        except FileNotFoundError:
            return False
        except OSError as error:
            raise PresetError(
                f"The preset “{preset.title}” cannot be renamed: {_why(error)}.", str(error)
            ) from error
        return True

    def _known(self) -> list[Preset]:
        return [*self._built_in, *self.read().presets.values()]

    def _read(self, path: Path) -> Preset:
        """Read one file. Raises PresetError also where its name cannot be that of a preset."""
        name = replace_lone_surrogates(path.name)
        if any(path.stem == preset.name for preset in self._built_in):
            raise PresetError(f"“{name}” has the name of a built-in preset: rename the file.")
        if path.suffix != SUFFIX:
            raise PresetError(f"“{name}” must end with {SUFFIX}, in small letters.")
        return read_preset(path)

    def _files(self) -> list[Path]:
        try:
            return sorted(each for each in self.path.iterdir() if each.suffix.lower() == SUFFIX)
        except FileNotFoundError:
            return []
        except OSError as error:
            _log.info("%s cannot be read: %s", self.path, error)
            return []

    def _path(self, name: str) -> Path:
        return self.path / f"{name}{SUFFIX}"

    def _new_name(self, title: str) -> str:
        """Give a name for a file that neither another file nor a built-in preset has."""
        stem = name = _stem(title)
        number = 2
        built_in = {preset.name for preset in self._built_in}
        while name in built_in or not is_missing(self._path(name)):
            name, number = f"{stem}-{number}", number + 1
        return name

    def _write(self, preset: Preset) -> Preset:
        preset = replace(preset, description=clean_description(preset.description))
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path(preset.name), format_preset(preset).encode())
        except OSError as error:
            raise PresetError(
                f"The preset “{preset.title}” cannot be saved in {self.path}: {_why(error)}.",
                str(error),
            ) from error
        return preset


def _stem(title: str) -> str:
    """Make the name of a file of a title: its letters and digits, with hyphens between them."""
    words = re.findall(r"\w+", title.casefold())
    stem = "-".join(words).encode()[:_LONGEST_STEM].decode(errors="ignore").strip("-_")
    if not stem or _RESERVED.fullmatch(stem):
        return f"preset-{stem}".rstrip("-")
    return stem


def _content(preset: Preset) -> tuple[object, ...]:
    return preset.title, preset.description, preset.literature, preset.hyperparameters


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return "you have no right to write there"
    return error.strerror or "the system refuses it"
