"""The library lists, annotates, deletes and restores the runs in a folder."""

import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from core.foundation.errors import RunError
from core.foundation.file_lock import is_locked
from core.foundation.files import is_file, is_missing
from core.foundation.json_file import READ_ERRORS, read_object, write_object
from core.runs.annotations import Annotations
from core.runs.layout import ANNOTATIONS, DELETED, HISTORY, HYPERPARAMETERS, LOCK, RESULT, SUMMARY
from core.runs.run import Run
from core.runs.run_folder import free_path, is_run, runs_folder, set_aside
from core.runs.run_listing import RunListing, read_listing, read_names

_log = logging.getLogger("inkling.runs")
_DELETED = ".deleted"
KEPT_FOR = 30
"""A deleted run can be restored until the program has been started on so many days."""
_DAYS = "days"
_WATCHED = (HYPERPARAMETERS, ANNOTATIONS, SUMMARY, RESULT, HISTORY)
Signature = tuple[int, ...]


class Library:
    """The runs in a folder, by default the user's. It remembers listings that have not changed."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root if root is not None else runs_folder()
        self._known: dict[Path, tuple[Signature, RunListing]] = {}

    def listings(self) -> list[RunListing]:
        """List the runs, the newest first. A run that cannot be read is listed with its problem.

        Raises RunError where the folder itself cannot be read.
        """
        try:
            folders = [path for path in self.root.iterdir() if path.name[:1] != "."]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RunError(f"The runs in {self.root} cannot be listed.", str(error)) from error
        known = {path: self._listing(path) for path in folders if is_run(path)}
        listings = _numbered(sorted((listing for _, listing in known.values()), key=_created))
        self._known = {each.path: (known[each.path][0], each) for each in listings}
        return listings[::-1]

    def annotate(self, path: Path, **changes: Any) -> Annotations:
        """Change the name, note, star or tags of a run; return its new annotations.

        What is too long to be read again is cut off. Raises RunError where they cannot be written.
        """
        try:
            annotations = replace(_read_annotations(path), **changes).limited()
            write_object(path / ANNOTATIONS, annotations.to_dict())
        except OSError as error:
            raise RunError(f"The annotations of {path} cannot be written.", str(error)) from error
        return annotations

    def delete(self, path: Path) -> Path:
        """Remove a run from the list; return where it is kept for thirty days of use.

        Raises RunError where the run is running or cannot be moved.
        """
        if is_locked(path / LOCK):
            raise RunError(f"{path.name} is running: stop it before you delete it.")
        deleted = _move(path, free_path(self.root / _DELETED / path.name))
        _forget_days(deleted)
        return deleted

    def restore(self, deleted: Path) -> Path:
        """Restore a deleted run; return where it is now. Raises RunError."""
        path = _move(deleted, free_path(self.root / deleted.name))
        _forget_days(path)
        return path

    def remove_expired(self) -> None:
        """Remove runs for good that were deleted thirty days of use ago.

        Call this at each start of the program. A day counts if the program was started on it, so
        that a clock that is wrong once, ahead or behind, adds only one day.
        """
        import shutil

        today = datetime.now().astimezone().date().isoformat()
        for path in self._deleted():
            try:
                if _count_day(path, today) > KEPT_FOR:
                    shutil.rmtree(path)
            except FileNotFoundError:
                continue  # it was restored meanwhile
            except OSError as error:
                _log.warning("%s cannot be removed: %s", path, error)

    def _deleted(self) -> Iterator[Path]:
        try:
            # The target of a link is never removed.
            paths = list((self.root / _DELETED).iterdir())
            yield from (path for path in paths if path.is_dir() and not path.is_symlink())
        except OSError:
            return  # nothing has been deleted yet

    def _listing(self, path: Path) -> tuple[Signature, RunListing]:
        signature = tuple(_modified(path / name) for name in _WATCHED)
        known = self._known.get(path)
        if known is not None and known[0] == signature and not known[1].may_change:
            return known
        return signature, read_listing(path)


def _numbered(listings: Iterable[RunListing]) -> list[RunListing]:
    """Return listings, the oldest first, with numbers that tell apart what has no other name."""
    counts: Counter[str] = Counter()
    numbered = []
    for listing in listings:
        number = 1
        if not listing.annotations.name:
            number = counts[listing.default_title] = counts[listing.default_title] + 1
        numbered.append(listing if number == listing.number else replace(listing, number=number))
    return numbered


def title_of_run(run: Run | RunListing) -> str:
    """Return the name of a run as the list of the runs in the same folder shows it.

    The other runs are only read if the user has given this one no name.
    """
    if run.annotations.name:
        return run.annotations.name
    path = Path(os.path.abspath(run.path))  # noqa: PTH100 - “..” has no name, and links are kept
    try:
        folders = [each for each in path.parent.iterdir() if each.name[:1] != "."]
    except OSError as error:
        _log.info("%s cannot be listed: %s", path.parent, error)
        return run.title
    runs = _numbered(sorted(map(read_names, filter(is_run, folders)), key=_created))
    return next((each.title for each in runs if each.path == path), run.title)


def find_run(text: str, root: Path | None = None) -> Path:
    """Find the folder of a run from what the user typed: a path, or a name in the library.

    Raises RunError where there is none, or more than one.
    """
    path = Path(text)
    if is_run(path):
        return path
    listings = Library(root).listings()
    exact = [
        listing.path
        for listing in listings
        if text in (listing.path.name, listing.annotations.name)
    ]
    if len(exact) != 1:
        reason = "is the name of several runs" if exact else "is not a run"
        instead = "" if exact else ", or a name in the list of runs"
        raise RunError(f"“{text}” {reason}: give the folder of a run{instead}.")
    return exact[0]


def _read_annotations(path: Path) -> Annotations:
    """Read the annotations of a run; set a damaged file aside, so that it is not replaced.

    Raises OSError where the file cannot be read.
    """
    if is_missing(path / ANNOTATIONS):
        return Annotations()
    try:
        return Annotations.from_dict(read_object(path / ANNOTATIONS))
    except RunError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from error
        if not is_file(path / ANNOTATIONS):
            raise OSError(f"{path / ANNOTATIONS} is not a file") from error
        set_aside(path / ANNOTATIONS)
        return Annotations()


def _created(listing: RunListing) -> tuple[datetime, str]:
    return listing.metadata.created, listing.path.name


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _count_day(deleted: Path, today: str) -> int:
    """Return on how many days the program was started since a run was deleted, today included.

    Raises OSError where today cannot be written down; it does not count then.
    """
    path = deleted / DELETED
    try:
        known = [] if is_missing(path) else read_object(path)[_DAYS]
        days = {str(day) for day in known}
    except (*READ_ERRORS, RunError) as error:
        _log.info("%s is counted from the start: %s", path, error)
        days = set()
    if today not in days:
        write_object(path, {_DAYS: sorted({*days, today})})
    return len({*days, today})


def _forget_days(path: Path) -> None:
    """Forget the days of a run that has just been deleted or restored."""
    try:
        (path / DELETED).unlink(missing_ok=True)
    except OSError as error:
        _log.info("%s: %s", path, error)


def _move(source: Path, target: Path) -> Path:
    try:
        target.parent.mkdir(exist_ok=True)
        return source.rename(target)
    except OSError as error:
        raise RunError(f"{source} cannot be moved to {target}.", str(error)) from error
