"""The library lists, annotates, deletes and restores the runs in a folder."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from core.foundation.errors import RunError
from core.foundation.file_lock import is_locked
from core.foundation.files import is_file, is_missing, modification_time, read_bounded
from core.foundation.json_file import READ_ERRORS, read_object, write_object
from core.hyperparameters.fields import Value
from core.hyperparameters.schema import Hyperparameters
from core.runs.annotations import Annotations
from core.runs.history import LARGEST, LOST_LINE, Checksum
from core.runs.layout import (
    ANNOTATIONS,
    DELETED,
    HISTORY,
    HYPERPARAMETERS,
    LOCK,
    METADATA,
    RESULT,
    SUMMARY,
)
from core.runs.run import NOT_AS_WRITTEN, RunReader, RunState, read_run, read_settings, state_of
from core.runs.run_folder import free_path, is_run, runs_folder, set_aside
from core.runs.run_metadata import RunMetadata
from core.runs.run_title import default_title
from core.runs.summary import Summary


@dataclass(frozen=True, slots=True, eq=False)
class RunListing:
    """What a table of runs shows of one run."""

    path: Path
    metadata: RunMetadata
    settings: Hyperparameters | None
    """The settings at the start; None where they cannot be read."""
    annotations: Annotations
    summary: Summary
    state: RunState
    problem: str = ""
    """What cannot be read; empty where everything can."""
    number: int = 1
    """Its place among the runs with the same default title, from the oldest on."""

    @property
    def title(self) -> str:
        """The name that the user gave, or the default title, with a number if others have it."""
        number = f" ({self.number:,})" if self.number > 1 else ""
        return self.annotations.name or f"{self.default_title}{number}"

    @property
    def default_title(self) -> str:
        """The preset and what differs from it; the name of the folder if the user chose that."""
        return default_title(self.path, self.metadata, self.settings)

    @property
    def may_change(self) -> bool:
        """Whether the run may change without a sign in the times of its files."""
        return self.state is RunState.RUNNING or self.summary.end is None

    @property
    def changes(self) -> dict[str, list[tuple[int, Value, Value]]]:
        """The live changes of each field: epoch, old value, new value; the last of an epoch."""
        found: dict[str, list[tuple[int, Value, Value]]] = {}
        if self.settings is None:
            return found
        for change in self.summary.changes or ():
            epoch = change.images_seen // self.settings.training_images + 1
            for name, value in change.values.items():
                of_field = found.setdefault(name, [])
                old = of_field[-1][2] if of_field else getattr(self.settings, name)
                if of_field and of_field[-1][0] == epoch:
                    old = of_field.pop()[1]
                of_field.append((epoch, old, value))
        return found

    @property
    def epochs(self) -> int:
        """The number of epochs that are planned in all."""
        planned = self.settings.epochs if self.settings is not None else 0
        return self.summary.total_epochs or planned

    @property
    def images_per_second(self) -> float | None:
        """The speed of the training without evaluations; None before the first epoch has ended."""
        seconds, settings = self.summary.training_seconds, self.settings
        if not seconds or settings is None:
            return None
        return self.summary.epochs * settings.training_images / seconds


def read_listing(path: Path) -> RunListing:
    """Read the listing of a run. It never raises: `problem` names what cannot be read."""
    reader = RunReader(path)
    settings = reader.attempt(lambda: read_settings(path))
    metadata = reader.optional(METADATA, RunMetadata.from_dict) or RunMetadata.unknown(path)
    annotations = reader.optional(ANNOTATIONS, Annotations.from_dict) or Annotations()
    known = reader.optional(SUMMARY, Summary.from_dict)
    summary = known or Summary()
    state = state_of(path, summary.end)
    if settings is not None and (known is None or _is_behind(path, state)):
        summary = reader.attempt(lambda: _summarize(path)) or summary
        state = state_of(path, summary.end)
    if settings is not None and summary.changes is None and _mentions_changes(path):
        summary.changes = reader.attempt(lambda: _summarize(path).changes)
    if state is not RunState.RUNNING:  # the history of a running run is just being written
        _check_history(reader, path, summary)
    problem = "\n".join(dict.fromkeys(reader.problems))
    return RunListing(path, metadata, settings, annotations, summary, state, problem)


def _check_history(reader: RunReader, path: Path, summary: Summary) -> None:
    """Check the history; its lines are not parsed where its checksum is the known one."""
    if not summary.epochs and is_missing(path / HISTORY):
        return
    content = reader.attempt(lambda: _content(path / HISTORY))
    if content is None:
        return
    if summary.checksum == Checksum.of_content(content) and LOST_LINE not in content:
        return
    known = len(reader.problems)
    reader.history(summary.epochs)
    if len(reader.problems) == known and not summary.fits(content):
        reader.problems.append(f"{HISTORY}: {NOT_AS_WRITTEN}")


def _content(path: Path) -> bytes:
    try:
        return read_bounded(path, LARGEST)
    except (OSError, ValueError) as error:
        raise RunError(f"{path.name} cannot be read: {error}") from error


def _mentions_changes(path: Path) -> bool:
    """Return whether a history has live changes, which is faster than parsing it."""
    try:
        return b'"change"' in read_bounded(path / HISTORY, LARGEST)
    except (OSError, ValueError):
        return False  # what is wrong with the history is found by its check


def _is_behind(path: Path, state: RunState) -> bool:
    """Return whether the history may contain more than the summary."""
    return state is RunState.INTERRUPTED and modification_time(path / HISTORY) > modification_time(
        path / SUMMARY
    )


def _summarize(path: Path) -> Summary:
    run = read_run(path)
    summary = Summary.of_records(run.records)
    summary.end = run.end
    summary.test_accuracy = run.test.accuracy if run.test is not None else None
    return summary


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

        Raises RunError where they cannot be written.
        """
        try:
            annotations = replace(_read_annotations(path), **changes)
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
        raise RunError(f"“{text}” {reason}; `runs` lists them.")
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


def _created(listing: RunListing) -> Any:
    return listing.metadata.created


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
