"""The folder of a run, opened for writing by one process at a time."""

import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Self

from core.foundation.errors import RunError
from core.foundation.file_lock import HeldLock
from core.foundation.files import exists, is_file, modification_time, write_atomically
from core.foundation.json_file import READ_ERRORS, read_object, write_object
from core.foundation.paths import user_data
from core.hyperparameters.schema import Hyperparameters
from core.runs.layout import (
    ALL,
    ANNOTATIONS,
    CHECKPOINTS,
    HYPERPARAMETERS,
    LOCK,
    METADATA,
    MODEL,
    PLAN,
    WEIGHTS,
)
from core.runs.planned_changes import read_plan, write_plan
from core.runs.run_metadata import RunMetadata
from core.training.replay import PlannedChange

_PARTS = tuple(name for name in ALL if name != LOCK)
"""A folder with one of these files holds a run, or something that a run would replace."""


class RunFolder:
    """The folder of a run, whose lock this holds until `close`."""

    def __init__(self, path: Path) -> None:
        """Take the lock of an existing folder.

        Raises RunError where another process has the lock, or the folder cannot be written.
        """
        self.path = path
        try:
            self._lock = HeldLock(path / LOCK)
        except TimeoutError as error:
            raise RunError(f"The run {path} is running in another process.") from error
        except OSError as error:
            raise _unwritable(path, error) from error

    @classmethod
    def create(
        cls,
        settings: Hyperparameters,
        path: Path | None = None,
        metadata: RunMetadata | None = None,
        planned: Iterable[PlannedChange] = (),
    ) -> Self:
        """Make the folder of a new run, with its hyperparameters and planned changes.

        So it is known before the training that the folder can be written. Raises RunError where it
        cannot, and where the folder already holds a run.
        """
        path = path if path is not None else _new_path()
        made = not exists(path)
        try:
            _refuse_run(path)
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from error
        folder = cls(path)
        try:
            _refuse_run(path)  # another process may have been faster
            folder._describe(settings, metadata or RunMetadata.now(), planned)
        except OSError as error:
            folder._unmake(made=made)
            raise _unwritable(path, error) from error
        except RunError:
            folder.close()
            raise
        return folder

    def restore(
        self, settings: Hyperparameters, metadata: RunMetadata, planned: Iterable[PlannedChange]
    ) -> None:
        """Make the folder and its metadata again where they have gone. Raises OSError."""
        if not is_file(self.path / HYPERPARAMETERS):
            self.path.mkdir(parents=True, exist_ok=True)
            self._describe(settings, metadata, planned)

    def check_own(self, metadata: RunMetadata) -> None:
        """Raise OSError where the folder no longer belongs to the run that `metadata` describes.

        It is also raised where this cannot be found out.
        """
        try:
            own = self._lock.is_at(self.path / LOCK)
        except (FileNotFoundError, NotADirectoryError):  # the lock was removed, or the whole folder
            own = not is_run(self.path) or _id_of(self.path) == metadata.id
        if not own:
            raise OSError(f"{self.path} is now the folder of another run.")

    def close(self) -> None:
        """Release the lock."""
        self._lock.release()

    def remove_leftovers(self) -> None:
        """Remove the unfinished files that a killed process has left."""
        # Annotations may be written by other processes at any time.
        leftovers = [self.path.glob(f".{name}.*.part") for name in ALL if name != ANNOTATIONS]
        folders = [(self.path / name).glob(".*.part") for name in (CHECKPOINTS, WEIGHTS)]
        for path in chain(*leftovers, *folders):
            with suppress(OSError):
                path.unlink()

    def _unmake(self, *, made: bool) -> None:
        """Remove everything of a run that could not begin."""
        with suppress(OSError):
            for name in (HYPERPARAMETERS, METADATA, PLAN):
                (self.path / name).unlink(missing_ok=True)
            if made:
                (self.path / LOCK).unlink(missing_ok=True)
                self.path.rmdir()
        self.close()

    def _describe(
        self, settings: Hyperparameters, metadata: RunMetadata, planned: Iterable[PlannedChange]
    ) -> None:
        write_plan(self.path, planned)
        write_object(self.path / METADATA, metadata.to_dict())
        # Last: this file makes a folder that of a run.
        content = json.dumps(settings.to_dict(), indent=2) + "\n"
        write_atomically(self.path / HYPERPARAMETERS, content.encode())


_DATED = re.compile(r"\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.\d{6}\b")


def runs_folder() -> Path:
    """Return the folder of the user's runs, which need not exist yet."""
    return user_data() / "runs"


def has_dated_name(path: Path) -> bool:
    """Return whether the folder of a run has the name that the program gave it, a time."""
    return _DATED.match(path.name) is not None


def is_run(path: Path) -> bool:
    """Return whether a folder holds a run."""
    return is_file(path / HYPERPARAMETERS)


def latest_model() -> Path | None:
    """Return the path of the most recent model among the user's runs; None where there is none."""
    try:
        models = [path / MODEL for path in runs_folder().iterdir() if path.name[:1] != "."]
    except OSError:
        return None  # there are no runs yet, or the folder cannot be read
    return max(filter(is_file, models), key=modification_time, default=None)


def set_aside(path: Path) -> Path | None:
    """Keep a damaged file under a free name, which is returned; None where there is no file.

    The file also stays where it is, where the file system supports hard links. Raises OSError.
    """
    if not _is_taken(path):
        return None
    number = 1
    while True:
        aside = path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")
        number += 1
        if _is_taken(aside):
            continue
        try:
            os.link(os.path.realpath(path), aside)  # a link would show what replaces its file
        except FileExistsError:
            continue
        except OSError:
            _copy_or_rename(path, aside)  # the file system has no hard links
        return aside


def _copy_or_rename(path: Path, aside: Path) -> None:
    try:
        content = path.read_bytes()
    except OSError:
        path.rename(aside)  # a folder, or an unreadable file
    else:
        write_atomically(aside, content)


def free_path(wanted: Path) -> Path:
    """Return a path that does not exist: the wanted one, or the same with a number appended."""
    number, path = 2, wanted
    while exists(path):
        path = wanted.with_name(f"{wanted.name} {number}")
        number += 1
    return path


def _new_path() -> Path:
    """Return a new folder named after the time, which a changed clock may repeat."""
    started = datetime.now().astimezone()
    return free_path(runs_folder() / f"{started:%Y-%m-%d %H.%M.%S.%f}")


def _id_of(path: Path) -> str:
    """Return the id of the run in a folder; empty where it has none. Raises OSError."""
    try:
        return RunMetadata.from_dict(read_object(path / METADATA)).id
    except (*READ_ERRORS, RunError):
        return ""


def _refuse_run(path: Path) -> None:
    """Raise RunError where a folder holds a run, and OSError where that cannot be found out."""
    taken = {name for name in _PARTS if _is_taken(path / name)}
    if taken and not _has_never_begun(path, taken):
        raise RunError(f"{path} already holds a run. Choose another folder.")


def _unwritable(path: Path, error: OSError) -> RunError:
    return RunError(f"The folder {path} cannot be written.", str(error))


def _has_never_begun(path: Path, taken: set[str]) -> bool:
    """Return whether a folder holds only what a killed process left while making it."""
    try:
        return (
            taken <= {METADATA, PLAN}
            and (
                METADATA not in taken
                or bool(RunMetadata.from_dict(read_object(path / METADATA)).id)
            )
            and not read_plan(path / PLAN).problem
        )
    except (*READ_ERRORS, RunError):
        return False


def _is_taken(path: Path) -> bool:
    """Return whether a path exists. Raises OSError where that cannot be found out."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
