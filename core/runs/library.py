"""All runs of a folder: to list, to label, to delete and to put back."""

import logging
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import RunError
from core.json_file import write_object
from core.locks import is_locked
from core.runs.entry import Entry, read_entry
from core.runs.folder import is_run, runs_folder
from core.runs.label import Label
from core.runs.layout import HISTORY, HYPERPARAMETERS, LABEL, LOCK, RESULT, SUMMARY
from core.runs.run import Parts

_log = logging.getLogger("inkling.runs")
_DELETED = ".deleted"
_KEPT_FOR = 30 * 24 * 3600
"""Seconds for which a deleted run can be put back."""
_WATCHED = (HYPERPARAMETERS, LABEL, SUMMARY, RESULT, HISTORY)
Signature = tuple[int, ...]


class Library:
    """The runs in a folder, by default the user's. Remembers what has not changed."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root if root is not None else runs_folder()
        self._known: dict[Path, tuple[Signature, Entry]] = {}

    def entries(self) -> list[Entry]:
        """One for each run, the newest first. A run that cannot be read says why.

        Raises RunError where the folder itself cannot be read.
        """
        try:
            folders = [path for path in self.root.iterdir() if path.name[:1] != "."]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RunError(f"The runs in {self.root} cannot be listed.", str(error)) from error
        found = {path: self._entry(path) for path in folders if is_run(path)}
        self._known = found
        return sorted((entry for _, entry in found.values()), key=_age, reverse=True)

    def label(self, path: Path, **changes: Any) -> Label:
        """Change name, note, starred or tags of a run; what is said of it now.

        Raises RunError where that cannot be written.
        """
        before = Parts(path).optional(LABEL, Label.of) or Label()
        label = replace(before, **changes)
        try:
            write_object(path / LABEL, label.to_dict())
        except OSError as error:
            raise RunError(f"The label of {path} cannot be written.", str(error)) from error
        return label

    def delete(self, path: Path) -> Path:
        """Take a run out of the list; where it is kept for thirty days, for `restore`.

        Raises RunError where it runs, or cannot be moved.
        """
        if is_locked(path / LOCK):
            raise RunError(f"{path.name} is under way: stop it before it is deleted.")
        deleted = _move(path, _free(self.root / _DELETED / path.name))
        os.utime(deleted)  # tells when it was deleted
        return deleted

    def restore(self, deleted: Path) -> Path:
        """Put a deleted run back; where it is now. Raises RunError."""
        return _move(deleted, _free(self.root / deleted.name))

    def forget_old(self) -> None:
        """Remove for good what was deleted more than thirty days ago."""
        import shutil

        for path in self._deleted():
            try:
                if time.time() - path.stat().st_mtime > _KEPT_FOR:
                    shutil.rmtree(path)
            except OSError as error:
                _log.warning("%s cannot be removed: %s", path, error)

    def _deleted(self) -> Iterator[Path]:
        try:
            yield from list((self.root / _DELETED).iterdir())
        except OSError:
            return  # nothing was deleted yet

    def _entry(self, path: Path) -> tuple[Signature, Entry]:
        signature = tuple(_modified(path / name) for name in _WATCHED)
        known = self._known.get(path)
        if known is not None and known[0] == signature and not known[1].may_change:
            return known
        return signature, read_entry(path)


def find_run(text: str, root: Path | None = None) -> Path:
    """The folder of a run from what a person typed: a path, or the name of one in the library.

    Raises RunError where there is none, or more than one.
    """
    path = Path(text)
    if is_run(path):
        return path
    entries = Library(root).entries()
    exact = [entry.path for entry in entries if text in (entry.path.name, entry.label.name)]
    if len(exact) != 1:
        reason = "is the name of several runs" if exact else "is no run"
        raise RunError(f"“{text}” {reason}; `runs` lists them.")
    return exact[0]


def _age(entry: Entry) -> Any:
    return entry.about.created


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _free(path: Path) -> Path:
    number, wanted = 2, path
    while path.exists():
        path = wanted.with_name(f"{wanted.name} {number}")
        number += 1
    return path


def _move(source: Path, target: Path) -> Path:
    try:
        target.parent.mkdir(exist_ok=True)
        return source.rename(target)
    except OSError as error:
        raise RunError(f"{source} cannot be moved to {target}.", str(error)) from error
