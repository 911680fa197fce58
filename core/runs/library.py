"""All runs of a folder: to list, to label, to delete and to put back."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from core.foundation.errors import RunError
from core.foundation.file_lock import is_locked
from core.foundation.files import is_file, is_missing, modification_time, read_bounded
from core.foundation.json_file import READ_ERRORS, read_object, write_object
from core.hyperparameters.schema import Hyperparameters
from core.runs.annotations import Label
from core.runs.history import LARGEST, LOST_LINE, Seal
from core.runs.layout import ABOUT, DELETED, HISTORY, HYPERPARAMETERS, LABEL, LOCK, RESULT, SUMMARY
from core.runs.run import NOT_AS_WRITTEN, Parts, RunState, read_run, read_settings, state_of
from core.runs.run_folder import free_path, is_run, runs_folder, set_aside
from core.runs.run_metadata import RunMetadata
from core.runs.summary import Summary


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What a table shows of a run."""

    path: Path
    about: RunMetadata
    settings: Hyperparameters | None
    """What it began with; None where that cannot be read."""
    label: Label
    summary: Summary
    state: RunState
    problem: str = ""
    """What of it cannot be read."""

    @property
    def title(self) -> str:
        """What to call it."""
        return self.label.name or self.about.title or self.path.name

    @property
    def may_change(self) -> bool:
        """Whether it runs, or may begin to without any file telling."""
        return self.state is RunState.RUNNING or self.summary.end is None

    @property
    def epochs(self) -> int:
        """That it is to have in all."""
        planned = self.settings.epochs if self.settings is not None else 0
        return self.summary.total_epochs or planned

    @property
    def images_per_second(self) -> float | None:
        """Of the training, without evaluations; None while no epoch has ended."""
        seconds, settings = self.summary.training_seconds, self.settings
        if not seconds or settings is None:
            return None
        return self.summary.epochs * settings.training_images / seconds


def read_entry(path: Path) -> Entry:
    """The line of a run. What cannot be read is said in `problem`; nothing is raised."""
    parts = Parts(path)
    settings = parts.or_none(lambda: read_settings(path))
    about = parts.optional(ABOUT, RunMetadata.of) or RunMetadata.unknown(path)
    label = parts.optional(LABEL, Label.of) or Label()
    told = parts.optional(SUMMARY, Summary.of)
    summary = told or Summary()
    state = state_of(path, summary.end)
    if settings is not None and (told is None or _is_behind(path, state)):
        summary = parts.or_none(lambda: _counted(path)) or summary
        state = state_of(path, summary.end)
    if state is not RunState.RUNNING:  # whose history is just being written
        _check_history(parts, path, summary)
    problem = "\n".join(dict.fromkeys(parts.problems))
    return Entry(path, about, settings, label, summary, state, problem)


def _check_history(parts: Parts, path: Path, summary: Summary) -> None:
    """See whether the history is whole; without reading its lines where it is as it was sealed."""
    if not summary.epochs and is_missing(path / HISTORY):
        return
    content = parts.or_none(lambda: _content(path / HISTORY))
    seal = summary.seal
    if content is None:
        return
    if seal is not None and seal == Seal.of_content(content) and LOST_LINE not in content:
        return
    known = len(parts.problems)
    parts.history(summary.epochs)
    if len(parts.problems) == known and not summary.fits(content):
        parts.problems.append(f"{HISTORY}: {NOT_AS_WRITTEN}")


def _content(path: Path) -> bytes:
    try:
        return read_bounded(path, LARGEST)
    except (OSError, ValueError) as error:
        raise RunError(f"{path.name} cannot be read: {error}") from error


def _is_behind(path: Path, state: RunState) -> bool:
    """Whether the history may tell more than the summary."""
    return state is RunState.INTERRUPTED and modification_time(path / HISTORY) > modification_time(
        path / SUMMARY
    )


def _counted(path: Path) -> Summary:
    run = read_run(path)
    summary = Summary.of_records(run.records)
    summary.end = run.end
    summary.test_accuracy = run.test.accuracy if run.test is not None else None
    return summary


_log = logging.getLogger("inkling.runs")
_DELETED = ".deleted"
KEPT_FOR = 30
"""Days on which the program was started, for which a deleted run can be put back."""
_DAYS = "days"
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
        try:
            label = replace(_label_of(path), **changes)
            write_object(path / LABEL, label.to_dict())
        except OSError as error:
            raise RunError(f"The label of {path} cannot be written.", str(error)) from error
        return label

    def delete(self, path: Path) -> Path:
        """Take a run out of the list; where it is kept for thirty days of use, for `restore`.

        Raises RunError where it runs, or cannot be moved.
        """
        if is_locked(path / LOCK):
            raise RunError(f"{path.name} is under way: stop it before it is deleted.")
        deleted = _move(path, free_path(self.root / _DELETED / path.name))
        _forget_days(deleted)
        return deleted

    def restore(self, deleted: Path) -> Path:
        """Put a deleted run back; where it is now. Raises RunError."""
        path = _move(deleted, free_path(self.root / deleted.name))
        _forget_days(path)
        return path

    def forget_old(self) -> None:
        """To be called at each start of the program: remove for good what was deleted before it was
        started on thirty different days.

        A clock that is wrong once, ahead or behind, adds one day.
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
            # Of what a link leads to nothing is removed, ever.
            paths = list((self.root / _DELETED).iterdir())
            yield from (path for path in paths if path.is_dir() and not path.is_symlink())
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


def _label_of(path: Path) -> Label:
    """What is said of a run. What cannot be understood of it is set aside, and not replaced.

    Raises OSError where it cannot be read.
    """
    if is_missing(path / LABEL):
        return Label()
    try:
        return Label.of(read_object(path / LABEL))
    except RunError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from error
        if not is_file(path / LABEL):
            raise OSError(f"{path / LABEL} is no file") from error
        set_aside(path / LABEL)
        return Label()


def _age(entry: Entry) -> Any:
    return entry.about.created


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _count_day(deleted: Path, today: str) -> int:
    """On how many days the program was started since a run was deleted, this one among them.

    Raises OSError where they cannot be written down: they do not count then.
    """
    path = deleted / DELETED
    try:
        told = [] if is_missing(path) else read_object(path)[_DAYS]
        days = {str(day) for day in told}
    except (*READ_ERRORS, RunError) as error:
        _log.info("%s counts anew: %s", path, error)
        days = set()
    if today not in days:
        write_object(path, {_DAYS: sorted({*days, today})})
    return len({*days, today})


def _forget_days(path: Path) -> None:
    """Of a run that was deleted or put back just now."""
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
